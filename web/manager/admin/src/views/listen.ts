import { html, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { t } from '../core/text'
import './waveform'

/** Lets staff listen to a recording: its outline, and the controls of the browser. The signed link is asked for when one plays it first. */
@customElement('admin-listen')
export class ListenElement extends Panel {
  @property() songId = ''
  /** Changes when the file was replaced. */
  @property() version = ''
  @state() private url: string | null = null
  @state() private broken = false
  @state() private played = 0
  #seekTo = 0

  protected override willUpdate(changes: Map<string, unknown>): void {
    if (changes.has('songId') || changes.has('version')) {
      this.url = null
      this.broken = false
      this.played = 0
    }
  }

  protected override render(): TemplateResult {
    return html`<div class="listen" @admin-seek=${this.onSeek}>
      <admin-waveform .songId=${this.songId} .version=${this.version} .played=${this.played}></admin-waveform>
      ${
        this.url === null
          ? html`<button type="button" aria-disabled=${this.actions.busy('load')} @click=${() => this.load()}>
              <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2.5v11l9-5.5z" fill="currentColor" /></svg>${t('listen.play')}
            </button>`
          : html`<audio controls autoplay src=${this.url} aria-label=${t('listen.label')} @timeupdate=${this.onTime} @loadedmetadata=${this.onReady} @error=${this.onError}></audio>`
      }
      ${this.broken ? html`<p class="error" role="alert">${t('listen.broken')}</p>` : nothing}
    </div>`
  }

  private load(): Promise<boolean> {
    return this.actions.run('load', async () => {
      this.broken = false
      const pressed = this.querySelector('button')?.matches(':focus') === true
      this.url = (await app().api.get('/api/admin/songs/{id}/file', { path: { id: this.songId } })).url
      await this.updateComplete
      if (pressed) {
        // Its controls take the place of the button.
        this.querySelector('audio')?.focus()
      }
    })
  }

  private readonly onSeek = (event: CustomEvent<number>) => {
    const audio = this.querySelector('audio')
    if (audio !== null && Number.isFinite(audio.duration)) {
      audio.currentTime = event.detail * audio.duration
      return
    }
    this.#seekTo = event.detail
    void this.load()
  }

  private readonly onReady = (event: Event) => {
    const audio = event.target as HTMLAudioElement
    if (this.#seekTo > 0 && Number.isFinite(audio.duration)) {
      audio.currentTime = this.#seekTo * audio.duration
      this.#seekTo = 0
    }
  }

  private readonly onTime = (event: Event) => {
    const audio = event.target as HTMLAudioElement
    this.played = audio.duration > 0 ? audio.currentTime / audio.duration : 0
  }

  /** A link that was signed long ago opens nothing any more: the next click asks for a new one. */
  private readonly onError = () => {
    this.url = null
    this.broken = true
  }
}
