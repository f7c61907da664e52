import '@roomtone/shared/components/countdown'
import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { app } from '../core/app'
import { Panel } from '../core/panel'
import { heading } from '../core/parts'
import { problemWords } from '../core/problems'
import { ACCEPTED, FileRefused, refusal } from '../core/recordings'
import { confidenceWords, dimensionName, strongest } from '../core/song-words'
import { bytes, t } from '../core/text'
import type { Song, SongType } from '../core/types'
import { canRetry, isOpen, type UploadItem } from '../core/upload-queue'
import './recent-uploads'

/** Uploads many files: by drag and drop or by a file picker, two at a time, with what became of each. */
@customElement('admin-upload')
export class UploadElement extends Panel {
  @state() private over = false
  @state() private type: SongType = 'soundscape'

  constructor() {
    super()
    new Watch(this, app().uploads)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    addEventListener('dragover', this.onOver)
    addEventListener('dragleave', this.onLeave)
    addEventListener('drop', this.onDrop)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('dragover', this.onOver)
    removeEventListener('dragleave', this.onLeave)
    removeEventListener('drop', this.onDrop)
  }

  protected override render(): TemplateResult {
    const { items, open } = app().uploads
    return html`
      <p><a href=${app().router.href('songs')}>← ${t('nav.songs')}</a></p>
      ${heading(t('upload.heading'))}
      <div class=${this.over ? 'drop over' : 'drop'}>
        <p><strong>${t('upload.drop')}</strong></p>
        <p class="muted">${t('upload.formats')}</p>
        <label class="button primary-link file-button">${t('upload.choose')}<input class="visually-hidden" type="file" multiple accept=${ACCEPTED} @change=${this.onChoose} /></label>
        <div class="field inline">
          <label for="upload-type">${t('upload.type')}</label>
          <select id="upload-type" @change=${(event: Event) => (this.type = (event.target as HTMLSelectElement).value as SongType)}>
            ${(['soundscape', 'instrumental'] as const).map((type) => html`<option value=${type} .selected=${this.type === type}>${t(`type.${type}`)}</option>`)}
          </select>
        </div>
      </div>
      ${items.length === 0 ? nothing : this.list(items, open)}
      <admin-recent-uploads></admin-recent-uploads>
    `
  }

  private list(items: readonly UploadItem[], open: number): TemplateResult {
    const added = items.filter((item) => item.state === 'added').length
    return html`<section aria-labelledby="uploads">
      <div class="view-head">
        <h2 id="uploads">${t('upload.list')}</h2>
        <div class="row">
          ${open > 0 ? html`<button type="button" @click=${() => app().uploads.cancelAll()}>${t('upload.cancel-all')}</button>` : nothing}
          ${items.length > open ? html`<button type="button" class="quiet" @click=${() => app().uploads.clearFinished()}>${t('upload.clear')}</button>` : nothing}
        </div>
      </div>
      <p role="status">${open > 0 ? t('upload.open', { count: open }) : t('upload.done', { count: added })} ${open > 0 ? t('upload.stay') : nothing}</p>
      <ul class="uploads">${repeat(items, (item) => item.id, (item) => this.item(item))}</ul>
    </section>`
  }

  private item(item: UploadItem): TemplateResult {
    const { uploads } = app()
    return html`<li class=${item.state}>
      <div class="name"><strong>${item.file.name}</strong> <span class="muted">${bytes(item.file.size)}</span></div>
      <div class="result">${result(item)}</div>
      <div class="row">
        ${isOpen(item.state) ? html`<button type="button" class="small-button" aria-label=${t('upload.cancel-one', { name: item.file.name })} @click=${() => uploads.cancel(item.id)}>${t('cancel')}</button>` : nothing}
        ${canRetry(item) ? html`<button type="button" class="small-button" aria-label=${t('upload.retry-one', { name: item.file.name })} @click=${() => uploads.retry(item.id)}>${t('try-again')}</button>` : nothing}
      </div>
    </li>`
  }

  /** Files may be dropped anywhere: beside the area, browsers would leave the page and open the file. */
  private readonly onOver = (event: DragEvent) => {
    if (hasFiles(event)) {
      event.preventDefault()
      this.over = true
    }
  }

  private readonly onLeave = (event: DragEvent) => {
    if (event.relatedTarget === null) {
      this.over = false
    }
  }

  private readonly onDrop = (event: DragEvent) => {
    if (hasFiles(event)) {
      event.preventDefault()
      this.over = false
      void this.add([...(event.dataTransfer?.files ?? [])])
    }
  }

  private readonly onChoose = (event: Event) => {
    const input = event.target as HTMLInputElement
    const files = [...(input.files ?? [])]
    input.value = ''
    void this.add(files)
  }

  private async add(files: readonly File[]): Promise<void> {
    for (const file of files) {
      app().uploads.add(file, this.type, await refusal(file))
    }
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true
}

/** What became of a file, in words. */
function result(item: UploadItem): TemplateResult | string {
  const { router } = app()
  switch (item.state) {
    case 'waiting':
      return t('upload.state.waiting')
    case 'sending':
      return html`<progress max="1" .value=${item.progress} aria-label=${t('upload.progress', { name: item.file.name })}></progress>`
    case 'analysing':
      return html`<span class="spinner" aria-hidden="true"></span> ${t('upload.state.analysing')}`
    case 'delayed':
      return html`${t('upload.state.delayed')} <rt-countdown .wait=${item.wait}></rt-countdown>`
    case 'added':
      return item.song === null ? t('upload.state.added') : html`<a href=${router.href('song', { id: item.song.id })}>${item.song.title}</a>: ${heard(item.song)}`
    case 'twin':
      return html`${t(item.twin?.archived === true ? 'upload.state.twin-archived' : 'upload.state.twin')} <a href=${router.href('song', { id: item.twin?.id ?? '' })}>${t('upload.twin-link')}</a>`
    case 'cancelled':
      return t('upload.state.cancelled')
    case 'refused':
    case 'failed':
      return html`<span class="error">${item.error instanceof FileRefused ? t(item.error.words) : problemWords(item.error)}</span>`
  }
}

function heard(song: Song): string {
  const index = strongest(song.embedding ?? song.suggested_embedding)
  if (index === null) {
    return t('upload.heard-nothing')
  }
  const sure = song.embedding_confidence === null ? '' : confidenceWords(song.embedding_confidence)
  return `${dimensionName(index)}. ${song.embedding === null ? t('upload.to-confirm') : sure}`
}
