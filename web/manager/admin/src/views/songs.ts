import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app } from '../core/app'
import { saveFile } from '../core/download'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, heading, loading, pageOf, pager } from '../core/parts'
import { filterText, isFiltered, nextSort, songFilter, songSort } from '../core/song-filter'
import { confidenceWords, durationText, soundTag } from '../core/song-words'
import { dateTime, percent, t } from '../core/text'
import type { Song, SongPage, Sort } from '../core/types'
import { songFilters } from './song-filters'

const SIZE = 50

/** The catalogue, page by page: filters, order and page stand in the address. */
@customElement('admin-songs')
export class SongsElement extends Panel {
  private readonly loader = new Loader<SongPage>(this, (signal) => {
    const { query } = app().router.place
    const sort = songSort(query)
    return app().api.get('/api/admin/songs', {
      query: { ...songFilter(query), page: pageOf(query), size: SIZE, sort: `${sort.down ? '-' : ''}${sort.by}` },
      signal,
    })
  })

  constructor() {
    super()
    new Watch(this, app().router, app().players)
  }

  protected override willUpdate(): void {
    const { name, query } = app().router.place
    if (name === 'songs') {
      this.loader.follow(query.toString())
    }
  }

  protected override render(): TemplateResult {
    const { value, failure, loading: busy } = this.loader
    return html`
      ${heading(t('nav.songs'), this.headActions())} ${songFilters()}
      ${failure === null ? nothing : failed(failure, this.loader.reload)}
      ${value === null ? (failure === null ? loading() : nothing) : html`<div class=${busy ? 'busy' : ''} aria-busy=${busy}>${this.list(value)}</div>`}
    `
  }

  private headActions(): TemplateResult {
    const { router, access } = app()
    return html`
      ${
        access.isAdmin
          ? html`<a class="button" href=${router.href('import')}>${t('songs.import')}</a>`
          : nothing
      }
      <button type="button" aria-disabled=${this.actions.busy('export')} @click=${this.exportTable}>${t('songs.export')}</button>
      ${access.isAdmin ? html`<a class="button primary-link" href=${router.href('upload')}>${t('songs.upload')}</a>` : nothing}
    `
  }

  private list(page: SongPage): TemplateResult {
    const { router, access } = app()
    const filtered = isFiltered(songFilter(router.place.query))
    if (page.total === 0) {
      return filtered
        ? html`<div class="empty"><p>${t('songs.none-match')}</p></div>`
        : html`<div class="empty"><h2>${t('songs.empty.heading')}</h2><p>${t('songs.empty.text')}</p>
            ${access.isAdmin ? html`<a class="button primary-link" href=${router.href('upload')}>${t('songs.upload')}</a>` : nothing}</div>`
    }
    return html`
      <p class="muted" role="status">${t(filtered ? 'songs.match' : 'songs.count', { count: page.total })}</p>
      <div class="table-frame" tabindex="0" role="group" aria-label=${t('nav.songs')}>
        <table>
          <thead><tr>
            ${this.column('title', t('song.title'))} ${this.column('artist', t('song.artist'), 'wide-only')} ${this.column('type', t('song.type'), 'wide-only')}
            <th scope="col" class="wide-only">${t('song.sound')}</th> ${this.column('confidence', t('song.confidence'), 'number wide-only')}
            ${this.column('duration', t('song.duration'), 'number')} ${this.column('created', t('song.created'), 'wide-only')}
          </tr></thead>
          <tbody>${page.items.map((song) => row(song))}</tbody>
        </table>
      </div>
      ${pager(page.page, page.size, page.total)}
    `
  }

  private column(by: Sort, words: string, kind = ''): TemplateResult {
    const { router } = app()
    const now = songSort(router.place.query)
    const sorted = now.by === by ? (now.down ? 'descending' : 'ascending') : nothing
    const href = router.withQuery({ sort: nextSort(router.place.query, by), page: null })
    return html`<th scope="col" class=${kind} aria-sort=${sorted}>
      <a class="sort" href=${href}>${words}<span aria-hidden="true">${sorted === nothing ? '' : now.down ? '↓' : '↑'}</span></a>
    </th>`
  }

  private readonly exportTable = () =>
    this.actions.run('export', async () => {
      const query = filterText(songFilter(app().router.place.query))
      const response = await app().api.response('get', `/api/admin/songs.csv${query === '' ? '' : `?${query}`}`, { headers: { Accept: 'text/csv' }, timeoutMs: 120_000 })
      saveFile(await response.blob(), 'songs.csv')
    })
}

function row(song: Song): TemplateResult {
  const confidence = song.embedding_confidence
  return html`<tr>
    <th scope="row">
      <a href=${app().router.href('song', { id: song.id })}>${song.title}</a>
      ${song.artist === null ? nothing : html`<span class="muted narrow-only">${song.artist}</span>`}
      ${song.archived_at === null ? nothing : html` <span class="tag">${t('song.archived')}</span>`}
      ${song.analysis === 'whole' ? nothing : html` <span class="tag warn">${t(song.analysis === 'partial' ? 'song.partial' : 'song.not-analysed')}</span>`}
      <span class="narrow-only">${soundTag(song)}</span>
    </th>
    <td class="wide-only">${song.artist ?? ''}</td>
    <td class="wide-only">${t(`type.${song.type}`)}</td>
    <td class="wide-only">${soundTag(song)}</td>
    <td class="number wide-only">${
      song.embedding_source === 'manual'
        ? html`<span class="muted">${t('confidence.manual')}</span>`
        : confidence === null
          ? '–'
          : html`<span title=${confidenceWords(confidence)}>${percent(confidence)}</span>`
    }</td>
    <td class="number">${durationText(song.duration)}</td>
    <td class="nowrap wide-only">${dateTime(song.created_at)}</td>
  </tr>`
}

