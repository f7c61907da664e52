import { Watch } from '@roomtone/shared/model'
import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, heading, loading, pageOf, pager } from '../core/parts'
import { lastPoll, playing, stateTag } from '../core/player-words'
import { t } from '../core/text'
import type { Player } from '../core/types'
import './stream-state'

const SIZE = 50

interface Archived {
  readonly items: readonly Player[]
  readonly page: number
  readonly total: number
}

/** The rooms: those in use, live, or those that were archived. */
@customElement('admin-players')
export class PlayersElement extends Panel {
  private readonly archived = new Loader<Archived>(this, async (signal) => {
    const page = pageOf(app().router.place.query)
    const answer = await app().api.get('/api/admin/players', { query: { archived: true, page, size: SIZE }, signal })
    return { items: answer.items as Player[], page: answer.page, total: answer.total }
  })
  #timer: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    new Watch(this, app().players, app().router)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // "3 minutes ago" goes on while nothing else changes.
    this.#timer = setInterval(() => this.requestUpdate(), 10_000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected override willUpdate(): void {
    if (this.showsArchived()) {
      this.archived.follow(app().router.place.query.toString())
    }
  }

  protected override render(): TemplateResult {
    const { router } = app()
    const archived = this.showsArchived()
    return html`
      ${heading(t('nav.players'), html`<a class="button primary-link" href=${router.href('new-player')}>${t('players.add')}</a>`)}
      <nav class="tabs" aria-label=${t('players.which')}>
        <ul>
          <li><a href=${router.href('players')} aria-current=${archived ? nothing : 'page'}>${t('players.in-use')}</a></li>
          <li><a href=${router.href('players', {}, { archived: true })} aria-current=${archived ? 'page' : nothing}>${t('players.archived')}</a></li>
        </ul>
      </nav>
      ${archived ? this.archivedList() : this.liveList()}
    `
  }

  private showsArchived(): boolean {
    return app().router.place.query.get('archived') === 'true'
  }

  private liveList(): TemplateResult {
    const { players, router } = app()
    if (!players.loaded) {
      return html`<admin-stream-state></admin-stream-state>${loading()}`
    }
    const { all } = players
    const wanted = (router.place.query.get('search') ?? '').toLowerCase()
    const shown = all.filter((player) => `${player.name} ${player.slug}`.toLowerCase().includes(wanted))
    return html`<admin-stream-state></admin-stream-state>
      ${
        all.length === 0
          ? html`<div class="empty"><h2>${t('players.empty.heading')}</h2><p>${t('players.empty.text')}</p>
              <a class="button primary-link" href=${router.href('new-player')}>${t('players.add')}</a></div>`
          : html`${all.length > 8 ? this.search() : nothing}
              <p class="muted" role="status">${t('players.count', { count: shown.length })}</p>
              <ul class="cards">${repeat(shown, (player) => player.id, (player) => html`<li>${card(player)}</li>`)}</ul>`
      }`
  }

  private search(): TemplateResult {
    const { router } = app()
    return html`<form class="filters" role="search" @submit=${(event: Event) => event.preventDefault()}>
      <div class="field wide"><label for="search">${t('players.search')}</label>
        <input id="search" type="search" .value=${router.place.query.get('search') ?? ''}
          @input=${(event: Event) => router.filter({ search: (event.target as HTMLInputElement).value }, 'replace')} /></div>
    </form>`
  }

  private archivedList(): TemplateResult {
    const { value, failure } = this.archived
    if (value === null) {
      return failure === null ? loading() : failed(failure, this.archived.reload)
    }
    return value.total === 0
      ? html`<div class="empty"><p>${t('players.none-archived')}</p></div>`
      : html`<ul class="cards">${value.items.map((player) => html`<li>${card(player)}</li>`)}</ul>${pager(value.page, SIZE, value.total)}`
  }
}

function card(player: Player): TemplateResult {
  return html`<article class="card room">
    <h2><a href=${app().router.href('player', { id: player.id })}>${player.name}</a> ${stateTag(player)}</h2>
    <dl class="facts">
      <div><dt>${t('player.current')}</dt><dd>${player.current === null ? t('player.nothing') : playing(player)}</dd></div>
      <div><dt>${t('player.next')}</dt><dd>${player.next?.title ?? t('player.nothing')}</dd></div>
      <div><dt>${t('player.device')}</dt><dd>${lastPoll(player)}</dd></div>
    </dl>
  </article>`
}
