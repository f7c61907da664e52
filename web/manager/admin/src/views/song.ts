import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { app } from '../core/app'
import { DraftForm } from '../core/draft-form'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { describedBy, failed, field, formProblem, heading, loading } from '../core/parts'
import { confidenceWords } from '../core/song-words'
import { t, tMaybe } from '../core/text'
import type { Song, SongChange, SongType } from '../core/types'
import { conflictNotice, draftButtons } from './draft-parts'
import './listen'
import './song-file'
import './weights'

/** What one can change in the form. */
interface SongFields {
  readonly title: string
  readonly artist: string | null
  readonly type: SongType
  readonly embedding: readonly number[] | null
  readonly [name: string]: unknown
}

/** One song: listening to it, its title, artist, kind and weights, and its file. */
@customElement('admin-song')
export class SongElement extends Panel {
  @property() songId = ''
  private readonly loader = new Loader<Song>(this, (signal) => app().api.get('/api/admin/songs/{id}', { path: { id: this.songId }, signal }))
  private readonly form = new DraftForm<SongFields>(this, () => `song ${this.songId}`, () => fieldsOf(this.loader.value))

  constructor() {
    super()
    new Watch(this, app().access)
  }

  protected override willUpdate(): void {
    this.loader.follow(this.songId)
  }

  protected override render(): TemplateResult {
    const { value: song, failure } = this.loader
    return html`
      <p><a href=${app().router.href('songs')}>← ${t('nav.songs')}</a></p>
      ${heading(song?.title ?? t('song.heading'))}
      ${failure === null ? nothing : failed(failure, this.loader.reload)}
      ${song === null ? (failure === null ? loading() : nothing) : this.content(song)}
    `
  }

  private content(song: Song): TemplateResult {
    return html`
      ${song.archived_at === null ? nothing : html`<div class="notice warn"><p>${t(song.file_removed_at === null ? 'song.archived-text' : 'song.removed-text')}</p></div>`}
      <div class="columns">
        <div>
          <section class="card stack" aria-label=${t('listen.label')}>
            ${song.file_removed_at === null ? html`<admin-listen .songId=${song.id} .version=${song.sha256 ?? ''}></admin-listen>` : html`<p>${t('song.no-file')}</p>`}
          </section>
          ${this.suggestion(song)} ${this.details(song)}
        </div>
        <admin-song-file .song=${song} @admin-song=${(event: CustomEvent<Song>) => this.loader.set(event.detail)}></admin-song-file>
      </div>
    `
  }

  private suggestion(song: Song): TemplateResult | typeof nothing {
    if (song.suggested_embedding === null) {
      return nothing
    }
    const { isAdmin } = app().access
    return html`<section class="card stack attention" aria-labelledby="suggestion">
      <h2 id="suggestion">${t('suggestion.heading')}</h2>
      <p>${song.embedding_confidence === null ? t('suggestion.text') : confidenceWords(song.embedding_confidence)} ${t('suggestion.unused')}</p>
      <admin-weights readonly .weights=${song.suggested_embedding}></admin-weights>
      ${
        isAdmin
          ? html`<div class="row">
              <button type="button" class="primary" aria-disabled=${this.actions.busy('confirm')} @click=${this.confirm}>${t('suggestion.confirm')}</button>
              <button type="button" @click=${() => this.form.set('embedding', song.suggested_embedding)}>${t('suggestion.adjust')}</button>
            </div>`
          : nothing
      }
    </section>`
  }

  private details(song: Song): TemplateResult {
    const { errors } = this.actions
    const { isAdmin } = app().access
    const weights = this.form.value('embedding')
    return html`<form class="card stack" @submit=${this.save} aria-labelledby="details">
      <h2 id="details">${t('song.details')}</h2>
      ${conflictNotice(this.form, fieldLabel, valueWords)}
      ${field({
        id: 'title',
        label: t('song.title'),
        error: errors['title'],
        control: html`<input id="title" required maxlength="200" ?readonly=${!isAdmin} .value=${this.form.value('title')}
          aria-invalid=${errors['title'] !== undefined} aria-describedby=${describedBy('title', false, errors['title'])}
          @input=${(event: Event) => this.form.set('title', (event.target as HTMLInputElement).value)} />`,
      })}
      ${field({
        id: 'artist',
        label: t('song.artist'),
        error: errors['artist'],
        control: html`<input id="artist" maxlength="200" ?readonly=${!isAdmin} .value=${this.form.value('artist') ?? ''}
          aria-invalid=${errors['artist'] !== undefined} aria-describedby=${describedBy('artist', false, errors['artist'])}
          @input=${(event: Event) => this.form.set('artist', (event.target as HTMLInputElement).value || null)} />`,
      })}
      ${field({
        id: 'type',
        label: t('song.type'),
        hint: t('song.type-hint'),
        error: errors['type'],
        control: html`<select id="type" ?disabled=${!isAdmin} aria-describedby=${describedBy('type', true, errors['type'])}
          @change=${(event: Event) => this.form.set('type', (event.target as HTMLSelectElement).value as SongType)}>
          ${(['soundscape', 'instrumental'] as const).map((type) => html`<option value=${type} .selected=${this.form.value('type') === type}>${t(`type.${type}`)}</option>`)}
        </select>`,
      })}
      <admin-weights .weights=${weights} .heard=${heard(song)} ?readonly=${!isAdmin} @admin-weights=${(event: CustomEvent<readonly number[] | null>) => this.form.set('embedding', event.detail)}></admin-weights>
      <p class="hint">${source(song)}</p>
      ${errors['embedding'] === undefined && !allZero(weights) ? nothing : html`<p class="error" role="alert">${errors['embedding'] ?? t('weights.zero')}</p>`}
      ${formProblem(this.actions.problem)}
      ${isAdmin ? draftButtons(this.form, this.actions.busy('save')) : nothing}
    </form>`
  }

  private readonly save = (event: Event) => {
    event.preventDefault()
    if (!this.form.dirty || allZero(this.form.value('embedding'))) {
      return
    }
    return this.actions.run(
      'save',
      async () => {
        const path = { id: this.songId }
        const now = await app().api.get('/api/admin/songs/{id}', { path })
        this.loader.set(now)
        if (!this.form.agrees(fieldsOf(now))) {
          return
        }
        const song = await app().api.patch('/api/admin/songs/{id}', { path, body: this.form.changes as SongChange })
        this.form.discard()
        this.loader.set(song)
        app().toasts.say(t('saved'))
      },
      'form',
    )
  }

  private readonly confirm = () =>
    this.actions.run('confirm', async () => {
      this.loader.set(await app().api.patch('/api/admin/songs/{id}', { path: { id: this.songId }, body: { confirm_suggestion: true } as SongChange }))
      app().toasts.say(t('suggestion.confirmed'))
    })
}

function fieldsOf(song: Song | null): SongFields {
  return { title: song?.title ?? '', artist: song?.artist ?? null, type: song?.type ?? 'soundscape', embedding: song?.embedding ?? null }
}

function source(song: Song): string {
  if (song.embedding === null) {
    return t('weights.source.none')
  }
  return song.embedding_source === 'manual' || song.embedding_confidence === null ? t('weights.source.manual') : confidenceWords(song.embedding_confidence)
}

/** What the analysis heard, as far as the service still has it: what staff state takes its place. */
function heard(song: Song): readonly number[] | null {
  return song.embedding_source === 'model' ? song.embedding : song.suggested_embedding
}

function allZero(weights: readonly number[] | null): boolean {
  return weights !== null && weights.every((weight) => weight === 0)
}

function fieldLabel(name: string): string {
  return name === 'embedding' ? t('weights.legend') : (tMaybe(`song.${name}`) ?? name)
}

function valueWords(value: unknown, name: string): string {
  if (name === 'embedding') {
    return Array.isArray(value) ? value.map((weight) => `${Math.round(Number(weight) * 100)} %`).join(' · ') : t('weights.source.none')
  }
  return name === 'type' ? (tMaybe(`type.${String(value)}`) ?? String(value)) : value === null ? '–' : String(value)
}
