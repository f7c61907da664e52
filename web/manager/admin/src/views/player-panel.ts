import { Watch } from '@roomtone/shared/model'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { app } from '../core/app'
import { Loader } from '../core/loader'
import { Panel } from '../core/panel'
import { failed, heading, loading } from '../core/parts'
import { stateOf, stateTag } from '../core/player-words'
import { t } from '../core/text'
import type { Player } from '../core/types'
import './stream-state'

const TABS = ['player', 'player-settings', 'player-library', 'player-device', 'player-history', 'player-votes'] as const
export type Tab = (typeof TABS)[number]

/** Base of the views of one room: its heading and tabs, and the room as the stream of changes keeps it. */
export abstract class PlayerPanel extends Panel {
  @property() playerId = ''
  protected abstract readonly tab: Tab
  private readonly loader = new Loader<Player>(this, async (signal) => (await app().api.get('/api/admin/players/{id}', { path: { id: this.playerId }, signal })) as Player)

  /** The tabs that were scrolled already. */
  #tabs: HTMLElement | null = null

  constructor() {
    super()
    new Watch(this, app().players)
  }

  /**
   * The room as it is now, or as it was last known when it is gone, so that its tabs stay; null while it is not known. An archived one is not in
   * the stream.
   */
  get player(): Player | null {
    return app().players.get(this.playerId) ?? this.loader.value ?? app().players.lastKnown(this.playerId)
  }

  /** Whether one may not see the room any more, or it is archived, since the view was opened. */
  protected get gone(): boolean {
    return app().players.isGone(this.playerId)
  }

  /** Takes the answer of a call that changed the room. */
  protected take(player: unknown): void {
    app().players.put(player as Player)
    this.loader.set(player as Player)
  }

  protected override willUpdate(_: PropertyValues): void {
    this.loader.follow(this.gone ? `${this.playerId} gone` : this.playerId)
  }

  protected override render(): TemplateResult {
    const { player } = this
    const { router } = app()
    return html`
      <p><a href=${router.href('players')}>← ${t('nav.players')}</a></p>
      ${heading(player?.name ?? t('player.heading'), player === null ? nothing : stateTag(player))}
      ${player === null ? (this.loader.failure === null ? loading() : failed(this.loader.failure, this.loader.reload)) : this.room(player)}
    `
  }

  /** Scrolls the tabs, of which a phone shows three, to the current one. */
  protected override updated(): void {
    const tabs = this.querySelector<HTMLElement>('nav.tabs')
    const current = tabs?.querySelector<HTMLElement>('[aria-current]')
    if (tabs && current && this.#tabs !== tabs) {
      this.#tabs = tabs
      tabs.scrollLeft += current.getBoundingClientRect().left - tabs.getBoundingClientRect().left - (tabs.clientWidth - current.offsetWidth) / 2
    }
  }

  private room(player: Player): TemplateResult {
    const { router } = app()
    return html`
      <nav class="tabs" aria-label=${t('player.tabs', { name: player.name })}>
        <ul>${TABS.map((tab) => html`<li><a href=${router.href(tab, { id: player.id })} aria-current=${tab === this.tab ? 'page' : nothing}>${t(`tab.${tab}`)}</a></li>`)}</ul>
      </nav>
      <admin-stream-state></admin-stream-state>
      ${this.gone && this.loader.failure !== null ? html`<div class="notice bad" role="alert"><p>${t('player.gone')}</p></div>` : nothing}
      ${stateOf(player) === 'archived' ? html`<div class="notice warn"><p>${t('player.archived-text')}</p></div>` : nothing}
      ${this.content(player)}
    `
  }

  protected abstract content(player: Player): TemplateResult
}
