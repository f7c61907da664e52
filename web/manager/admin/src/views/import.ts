import { ApiProblem } from '@roomtone/shared/problem'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { parseCsv, type SongDifference, songDifferences } from '../core/csv'
import { Panel } from '../core/panel'
import { heading } from '../core/parts'
import { problemWords } from '../core/problems'
import { number, t, tMaybe } from '../core/text'
import type { ImportResult } from '../core/types'

/** The largest table that the service takes, in bytes. */
const MAX_BYTES = 5 * 1024 * 1024

/** How many changes the preview shows at first. */
const SHOWN = 100

interface RowError {
  readonly row: number
  readonly column: string | null
  readonly message: string
}

/** Changes many songs by a table: first shows what would change, then does it. */
@customElement('admin-import')
export class ImportElement extends Panel {
  @state() private file: File | null = null
  @state() private trial: ImportResult | null = null
  @state() private differences: readonly SongDifference[] | null = null
  @state() private problem: string | null = null
  @state() private errors: readonly RowError[] = []
  @state() private shown = SHOWN
  @state() private done: ImportResult | null = null

  protected override render(): TemplateResult {
    return html`
      <p><a href=${app().router.href('songs')}>← ${t('nav.songs')}</a></p>
      ${heading(t('import.heading'))}
      <div class="narrow stack">
        <p>${t('import.text')}</p>
        <div class="row">
          <label class="button primary-link file-button">${t('import.choose')}<input class="visually-hidden" type="file" accept=".csv,.tsv,.txt,text/csv" @change=${this.onFile} /></label>
          ${this.file === null ? nothing : html`<span>${this.file.name}</span>`}
          ${this.actions.busy('try') ? html`<span class="muted" role="status">${t('import.trying')}</span>` : nothing}
        </div>
      </div>
      <div role="alert">${this.problem === null ? nothing : html`<p class="notice bad">${this.problem}</p>`}</div>
      ${this.errors.length === 0 ? nothing : this.errorTable()}
      ${this.done === null ? nothing : html`<div class="notice" role="status"><p>${t('import.done', { count: this.done.changed })}</p><a href=${app().router.href('songs')}>${t('nav.songs')}</a></div>`}
      ${this.trial === null ? nothing : this.preview(this.trial)}
    `
  }

  private preview(trial: ImportResult): TemplateResult {
    return html`<section aria-labelledby="preview">
      <h2 id="preview">${t('import.preview')}</h2>
      <p role="status">
        ${t('import.changed', { count: trial.changed })} ${t('import.unchanged', { count: trial.unchanged })}
        ${trial.ignored_columns.length === 0 ? nothing : t('import.ignored', { columns: trial.ignored_columns.join(', ') })}
      </p>
      ${
        trial.changed === 0
          ? nothing
          : html`<div class="row">
              <button type="button" class="primary" aria-disabled=${this.actions.busy('import')} @click=${this.onImport}>${t('import.confirm', { count: trial.changed })}</button>
              <button type="button" @click=${() => this.reset()}>${t('cancel')}</button>
            </div>`
      }
      ${this.differences === null || this.differences.length === 0 ? nothing : this.differenceTable(this.differences)}
    </section>`
  }

  private differenceTable(differences: readonly SongDifference[]): TemplateResult {
    const rows = differences.slice(0, this.shown).flatMap((song) => song.changes.map((change, i) => ({ song, change, first: i === 0 })))
    return html`<div class="table-frame" tabindex="0" role="group" aria-labelledby="preview">
        <table>
          <thead><tr><th scope="col">${t('song.title')}</th><th scope="col">${t('import.field')}</th><th scope="col">${t('import.before')}</th><th scope="col">${t('import.after')}</th></tr></thead>
          <tbody>${rows.map(
            ({ song, change, first }) => html`<tr>
              <th scope="row">${first ? html`<a href=${app().router.href('song', { id: song.id })}>${song.title}</a>` : html`<span class="visually-hidden">${song.title}</span>`}</th>
              <td>${columnName(change.field)}</td><td><del>${change.before === '' ? '–' : change.before}</del></td><td><ins>${change.after === '' ? '–' : change.after}</ins></td>
            </tr>`,
          )}</tbody>
        </table>
      </div>
      ${
        differences.length > this.shown
          ? html`<p><button type="button" @click=${() => (this.shown += SHOWN)}>${t('import.more', { count: differences.length - this.shown })}</button></p>`
          : nothing
      }`
  }

  private errorTable(): TemplateResult {
    return html`<div class="table-frame" tabindex="0" role="group" aria-label=${t('import.errors')}>
      <table>
        <thead><tr><th scope="col">${t('import.row')}</th><th scope="col">${t('import.column')}</th><th scope="col">${t('import.error')}</th></tr></thead>
        <tbody>${this.errors.map((error) => html`<tr><td class="number">${number(error.row)}</td><td>${error.column ?? '–'}</td><td>${error.message}</td></tr>`)}</tbody>
      </table>
    </div>`
  }

  private reset(): void {
    this.file = null
    this.trial = null
    this.differences = null
    this.problem = null
    this.errors = []
    this.shown = SHOWN
  }

  private readonly onFile = (event: Event) => {
    const input = event.target as HTMLInputElement
    const file = input.files?.[0]
    input.value = ''
    if (file !== undefined) {
      void this.actions.run('try', () => this.tryOut(file))
    }
  }

  private async tryOut(file: File): Promise<void> {
    this.reset()
    this.done = null
    this.file = file
    if (file.size > MAX_BYTES) {
      this.problem = t('import.too-large')
      return
    }
    try {
      const trial = await this.send(file, true)
      this.trial = trial
      if (trial.changed > 0) {
        this.differences = await this.compare(file)
      }
    } catch (error) {
      this.refuse(error)
    }
  }

  /** Compares with the table that the service exports, archived songs included, to show what changes in each song. */
  private async compare(file: File): Promise<readonly SongDifference[]> {
    const response = await app().api.response('get', '/api/admin/songs.csv', { query: { archived: 'all' }, headers: { Accept: 'text/csv' }, timeoutMs: 120_000 })
    const fields = ['title', 'artist', 'type', ...app().config.dimensions]
    return songDifferences(parseCsv(await file.text()), parseCsv(await response.text()), fields)
  }

  private readonly onImport = () =>
    this.actions.run('import', async () => {
      if (this.file === null) {
        return
      }
      try {
        const done = await this.send(this.file, false)
        this.reset()
        this.done = done
      } catch (error) {
        this.trial = null
        this.refuse(error)
      }
    })

  private async send(file: File, dryRun: boolean): Promise<ImportResult> {
    const response = await app().api.response('post', '/api/admin/songs.csv', {
      query: { dry_run: dryRun },
      body: file,
      headers: { 'Content-Type': 'text/csv' },
      timeoutMs: 120_000,
    })
    return (await response.json()) as ImportResult
  }

  private refuse(error: unknown): void {
    const rows = error instanceof ApiProblem ? error.members['errors'] : null
    this.errors = error instanceof ApiProblem && error.problem === 'invalid-rows' && Array.isArray(rows) ? (rows as RowError[]) : []
    this.problem = problemWords(error)
  }
}

function columnName(field: string): string {
  return tMaybe(`song.${field}`) ?? tMaybe(`dimension.${field}`) ?? field
}
