import { Watch } from '@roomtone/shared/model'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app } from '../core/app'
import { canMatch, libraryOf, type LibraryState, removalOf, Selection, WHOLE_CATALOGUE, withSelection } from '../core/library'
import { Loader } from '../core/loader'
import { failed, loading, pageOf, pager } from '../core/parts'
import { filterText, type SongFilter, songFilter } from '../core/song-filter'
import { durationText, soundTag } from '../core/song-words'
import { t } from '../core/text'
import type { Player, Song, SongPage } from '../core/types'
import { PlayerPanel } from './player-panel'
import { songFilters } from './song-filters'

const SIZE = 50

/** Which songs a room may play. Songs are searched and filtered by the service, so that 20,000 of them are as quick as 20. */
@customElement('admin-player-library')
export class PlayerLibraryElement extends PlayerPanel {
  protected readonly tab = 'player-library'
  private readonly selection = new Selection()
  private readonly library = new Loader<LibraryState>(this, async (signal) => {
    const { song_ids } = await app().api.get('/api/admin/players/{id}/library', { path: { id: this.playerId }, signal, timeoutMs: 30_000 })
    return libraryOf(song_ids)
  })
  private readonly songs = new Loader<SongPage>(this, (signal) => {
    const { query } = app().router.place
    return app().api.get('/api/admin/songs', { query: { ...this.filter(), sort: 'title', page: pageOf(query), size: SIZE }, signal })
  })

  constructor() {
    super()
    new Watch(this, app().router)
  }

  protected override willUpdate(changes: PropertyValues): void {
    super.willUpdate(changes)
    if (app().router.place.name === 'player-library') {
      this.library.follow(this.playerId)
      this.selection.follow(filterText(this.filter()))
      this.songs.follow(`${this.playerId} ${app().router.place.query.toString()}`)
    }
  }

  protected content(_: Player): TemplateResult {
    const { value: library, failure } = this.library
    return html`
      ${failure === null ? nothing : failed(failure, this.library.reload)}
      ${library === null ? (failure === null ? loading() : nothing) : this.summary(library)}
      ${this.which()} ${songFilters(['in_library_of', 'archived'])}
      ${this.songs.failure === null ? nothing : failed(this.songs.failure, this.songs.reload)}
      ${this.songs.value === null ? (this.songs.failure === null ? loading() : nothing) : this.list(this.songs.value, library ?? WHOLE_CATALOGUE)}
    `
  }

  /** The filters of the address; `only=library` shows what is in the library. */
  private filter(): SongFilter {
    const { query } = app().router.place
    const { archived: _, in_library_of: __, ...filter } = songFilter(query)
    return query.get('only') === 'library' ? { ...filter, in_library_of: this.playerId } : filter
  }

  private summary(library: LibraryState): TemplateResult {
    const busy = this.actions.busy()
    return html`<div class="notice" role="status">
      <p>${library.count === 0 ? t('library.whole') : t('library.count', { count: library.count })}</p>
      ${library.count === 0 ? nothing : html`<button type="button" aria-disabled=${busy} @click=${this.open}>${t('library.open')}</button>`}
    </div>`
  }

  private which(): TemplateResult {
    const { router } = app()
    const only = router.place.query.get('only') === 'library'
    return html`<div class="row which">
      <a class="button small-button" href=${router.withQuery({ only: null, page: null })} aria-current=${only ? nothing : 'true'}>${t('library.all-songs')}</a>
      <a class="button small-button" href=${router.withQuery({ only: 'library', page: null })} aria-current=${only ? 'true' : nothing}>${t('library.only')}</a>
    </div>`
  }

  private list(page: SongPage, library: LibraryState): TemplateResult {
    const ids = page.items.map((song) => song.id)
    const state = this.selection.page(ids)
    return html`
      <p class="muted" role="status">${t('songs.match', { count: page.total })}</p>
      ${this.buttons(page, library)}
      ${
        page.total === 0
          ? html`<div class="empty"><p>${t('songs.none-match')}</p></div>`
          : html`<div class=${this.songs.loading ? 'table-frame busy' : 'table-frame'} tabindex="0" role="group" aria-label=${t('nav.songs')}>
                <table>
                  <thead><tr>
                    <th scope="col"><label class="choice"><input type="checkbox" .checked=${state === 'all'} .indeterminate=${state === 'some'} @change=${(event: Event) => this.selectPage(ids, (event.target as HTMLInputElement).checked)} /><span class="visually-hidden">${t('library.select-page')}</span></label></th>
                    <th scope="col">${t('song.title')}</th><th scope="col" class="wide-only">${t('song.artist')}</th><th scope="col" class="wide-only">${t('song.sound')}</th><th scope="col" class="number wide-only">${t('song.duration')}</th><th scope="col">${t('library.state')}</th>
                  </tr></thead>
                  <tbody>${page.items.map((song) => this.row(song, library))}</tbody>
                </table>
              </div>
              ${pager(page.page, page.size, page.total)}`
      }
    `
  }

  private row(song: Song, library: LibraryState): TemplateResult {
    const inside = library.ids.has(song.id)
    return html`<tr>
      <td><label class="choice"><input type="checkbox" .checked=${this.selection.ids.has(song.id)} @change=${(event: Event) => this.select(song.id, (event.target as HTMLInputElement).checked)} /><span class="visually-hidden">${t('library.select', { title: song.title })}</span></label></td>
      <th scope="row"><a href=${app().router.href('song', { id: song.id })}>${song.title}</a> <span class="narrow-only">${soundTag(song)}</span></th>
      <td class="wide-only">${song.artist ?? ''}</td>
      <td class="wide-only">${soundTag(song)}</td>
      <td class="number wide-only">${durationText(song.duration)}</td>
      <td>${inside ? html`<span class="tag good">${t('library.in')}</span>` : library.count === 0 ? html`<span class="tag">${t('library.in-whole')}</span>` : html`<span class="muted">${t('library.out')}</span>`}</td>
    </tr>`
  }

  private buttons(page: SongPage, library: LibraryState): TemplateResult {
    const busy = this.actions.busy()
    const some = this.selection.size > 0
    const matches = canMatch(this.filter()) && page.total > 0
    return html`<div class="row selection" role="group" aria-label=${t('library.actions')}>
      <span>${t('library.selected', { count: this.selection.size })}</span>
      <button type="button" class="small-button" aria-disabled=${busy || !some} @click=${() => this.change(true, library)}>${t('library.add')}</button>
      <button type="button" class="small-button" aria-disabled=${busy || !some || library.count === 0} @click=${() => this.change(false, library)}>${t('library.remove')}</button>
      ${
        matches
          ? html`<button type="button" class="small-button" aria-disabled=${busy} @click=${() => this.matching('add', page.total)}>${t('library.add-all', { count: page.total })}</button>
              ${library.count === 0 ? nothing : html`<button type="button" class="small-button" aria-disabled=${busy} @click=${() => this.matching('remove', page.total)}>${t('library.remove-all', { count: page.total })}</button>`}`
          : html`<span class="hint">${t('library.filter-first')}</span>`
      }
    </div>`
  }

  private select(id: string, selected: boolean): void {
    this.selection.toggle(id, selected)
    this.requestUpdate()
  }

  private selectPage(ids: readonly string[], selected: boolean): void {
    this.selection.togglePage(ids, selected)
    this.requestUpdate()
  }

  /** Puts the selected songs in or takes them out. */
  private async change(into: boolean, library: LibraryState): Promise<void> {
    if (this.selection.size === 0 || (!into && library.count === 0)) {
      return
    }
    const selected = new Set(this.selection.ids)
    const empties = !into && removalOf(library, selected) === 'empties'
    if (empties && !(await this.asksForWhole())) {
      return
    }
    await this.actions.run('library', async () => {
      const path = { id: this.playerId }
      // Other staff may have changed it meanwhile: what they added stays.
      const now = libraryOf((await app().api.get('/api/admin/players/{id}/library', { path, timeoutMs: 30_000 })).song_ids)
      const song_ids = withSelection(now, selected, into)
      const changed = await app().api.put('/api/admin/players/{id}/library', { path, body: { song_ids }, query: empties ? { global: true } : {}, timeoutMs: 30_000 })
      this.library.set(libraryOf(changed.song_ids))
      this.selection.clear()
      this.done(changed.song_ids.length)
    })
  }

  private async matching(action: 'add' | 'remove', total: number): Promise<void> {
    const filter = this.filter()
    const known = this.library.value
    const question = t(action === 'add' ? 'library.add-all-text' : 'library.remove-all-text', { count: total })
    const first = action === 'add' && known?.count === 0 ? `${question}\n${t('library.first')}` : question
    const yes = await app().confirmations.ask({ heading: t(action === 'add' ? 'library.add-all' : 'library.remove-all', { count: total }), text: first, yes: t(action === 'add' ? 'library.add' : 'library.remove') })
    if (!yes) {
      return
    }
    await this.actions.run('library', async () => {
      const path = { id: this.playerId }
      const result =
        action === 'add'
          ? await app().api.post('/api/admin/players/{id}/library/add', { path, query: filter, timeoutMs: 60_000 })
          : await app().api.post('/api/admin/players/{id}/library/remove', { path, query: filter, timeoutMs: 60_000 })
      await Promise.all([this.library.reload(), this.songs.reload()])
      this.selection.clear()
      this.done(result.songs)
    })
  }

  /** Empties the library, so that the room plays the whole catalogue. */
  private readonly open = async () => {
    if (await this.asksForWhole()) {
      await this.actions.run('library', async () => {
        await app().api.put('/api/admin/players/{id}/library', { path: { id: this.playerId }, body: { song_ids: [] }, query: { global: true }, timeoutMs: 30_000 })
        this.library.set(WHOLE_CATALOGUE)
        this.done(0)
      })
    }
  }

  private asksForWhole(): Promise<boolean> {
    return app().confirmations.ask({ heading: t('library.open-heading'), text: t('library.open-text'), yes: t('library.open'), danger: true })
  }

  private done(songs: number): void {
    app().toasts.say(songs === 0 ? t('library.now-whole') : t('library.now', { count: songs }))
  }
}
