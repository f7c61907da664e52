import { html, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { problemWords } from '../core/problems'
import { ACCEPTED, refusal } from '../core/recordings'
import { sendForm } from '../core/send'
import { durationText } from '../core/song-words'
import { bytes, dateTime, number, t } from '../core/text'
import type { Song } from '../core/types'

/**
 * The file of a song: what is known of it, another file in its place, another analysis, archiving.
 *
 * @fires admin-song with the song as it is after a change
 */
@customElement('admin-song-file')
export class SongFileElement extends Panel {
  @property({ attribute: false }) song: Song | null = null
  /** How much of a new file is sent, from 0 to 1; null while none is. */
  @state() private progress: number | null = null
  @state() private problem: string | null = null
  #sending: AbortController | null = null

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#sending?.abort()
  }

  protected override render(): TemplateResult {
    const { song } = this
    if (song === null) {
      return html``
    }
    const fact = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`
    return html`<section class="card stack" aria-labelledby="file">
      <h2 id="file">${t('file.heading')}</h2>
      <dl class="facts">
        ${fact(t('song.duration'), durationText(song.duration))}
        ${song.bpm === null ? nothing : fact(t('file.bpm'), number(song.bpm))}
        ${fact(t('file.format'), song.content_type ?? '–')}
        ${fact(t('file.size'), song.size_bytes === null ? '–' : bytes(song.size_bytes))}
        ${fact(t('file.loudness'), song.loudness_lufs === null ? '–' : `${number(song.loudness_lufs, 1)} LUFS`)}
        ${fact(t('file.peak'), song.peak_dbfs === null ? '–' : `${number(song.peak_dbfs, 1)} dBFS`)}
        ${fact(t('file.analysis'), t(song.analysis === 'whole' ? 'file.analysis.whole' : song.analysis === 'partial' ? 'file.analysis.partial' : 'file.analysis.none'))}
        ${fact(t('song.created'), dateTime(song.created_at))}
        ${fact(t('file.updated'), dateTime(song.updated_at))}
      </dl>
      ${app().access.isAdmin ? this.controls(song) : nothing}
    </section>`
  }

  private controls(song: Song): TemplateResult {
    return html`
      ${
        this.progress === null
          ? html`<div class="row">
              <label class="button file-button">${t('file.replace')}<input class="visually-hidden" type="file" accept=${ACCEPTED} @change=${this.onFile} /></label>
              ${
                song.file_removed_at === null
                  ? html`<button type="button" aria-disabled=${this.actions.busy('analyse')} @click=${this.analyse}>${t(this.actions.busy('analyse') ? 'file.analysing' : 'file.analyse')}</button>`
                  : nothing
              }
            </div>`
          : html`<div class="stack">
              <label for="replacing">${t(this.progress >= 1 ? 'upload.state.analysing' : 'upload.state.sending')}</label>
              <progress id="replacing" max="1" .value=${this.progress}></progress>
              <button type="button" @click=${() => this.#sending?.abort()}>${t('cancel')}</button>
            </div>`
      }
      <div role="alert">${this.problem === null ? nothing : html`<p class="notice bad">${this.problem}</p>`}</div>
      ${
        song.archived_at === null
          ? html`<button type="button" class="danger" aria-disabled=${this.actions.busy('archive')} @click=${this.archive}>${t('song.archive')}</button>`
          : html`<button type="button" aria-disabled=${this.actions.busy('restore') || song.file_removed_at !== null} @click=${this.restore}>${t('song.restore')}</button>`
      }
    `
  }

  private tell(song: Song, words: string): void {
    this.dispatchEvent(new CustomEvent<Song>('admin-song', { detail: song }))
    app().toasts.say(words)
  }

  private readonly onFile = async (event: Event) => {
    const input = event.target as HTMLInputElement
    const file = input.files?.[0]
    input.value = ''
    const { song } = this
    if (file === undefined || song === null || this.progress !== null) {
      return
    }
    this.problem = null
    const refused = await refusal(file)
    if (refused !== null) {
      this.problem = t(refused.words)
      return
    }
    const form = new FormData()
    form.append('file', file, file.name)
    const controller = new AbortController()
    this.#sending = controller
    this.progress = 0
    try {
      const changed = await sendForm(app().gate, {
        method: 'PUT',
        url: `/api/admin/songs/${encodeURIComponent(song.id)}/file`,
        form,
        progress: (share) => (this.progress = share),
        signal: controller.signal,
      })
      this.tell(changed, t('file.replaced'))
    } catch (error) {
      this.problem = controller.signal.aborted ? null : problemWords(error)
    } finally {
      this.progress = null
      this.#sending = null
    }
  }

  private readonly analyse = () =>
    this.actions.run('analyse', async () => {
      const path = { id: this.song?.id ?? '' }
      this.tell(await app().api.post('/api/admin/songs/{id}/analysis', { path, timeoutMs: 120_000 }), t('file.analysed'))
    })

  private readonly archive = async () => {
    const { song } = this
    if (song === null) {
      return
    }
    const yes = await app().confirmations.ask({
      heading: t('song.archive-heading', { title: song.title }),
      text: t('song.archive-text'),
      yes: t('song.archive'),
      danger: true,
    })
    if (yes) {
      await this.actions.run('archive', async () => {
        const path = { id: song.id }
        await app().api.delete('/api/admin/songs/{id}', { path })
        this.tell(await app().api.get('/api/admin/songs/{id}', { path }), t('song.archived-now'))
      })
    }
  }

  private readonly restore = () =>
    this.actions.run('restore', async () => {
      const { song } = this
      if (song !== null && song.file_removed_at === null) {
        this.tell(await app().api.patch('/api/admin/songs/{id}', { path: { id: song.id }, body: { archived: false } }), t('song.restored'))
      }
    })
}
