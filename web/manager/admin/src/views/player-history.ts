import { Watch } from '@roomtone/shared/model'
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app, now } from '../core/app'
import { saveFile } from '../core/download'
import { Loader } from '../core/loader'
import { failed, loading, pageOf, pager } from '../core/parts'
import { durationText } from '../core/song-words'
import { dateTime, t } from '../core/text'
import { midnight, today } from '../core/timeline'
import type { Player, PlayRecord } from '../core/types'
import './day-picture'
import { PlayerPanel } from './player-panel'

const SIZE = 50

interface Plays {
  readonly items: readonly PlayRecord[]
  readonly page: number
  readonly total: number
}

/** What was played in a room: a picture of a day, a list of a period, and the period as a file. Days are those of the room's timezone. */
@customElement('admin-player-history')
export class PlayerHistoryElement extends PlayerPanel {
  protected readonly tab = 'player-history'
  private readonly plays = new Loader<Plays>(this, (signal) =>
    app().api.get('/api/admin/players/{id}/history', { path: { id: this.playerId }, query: { ...this.period(), page: pageOf(app().router.place.query), size: SIZE }, signal }),
  )

  constructor() {
    super()
    new Watch(this, app().router)
  }

  protected override willUpdate(changes: PropertyValues): void {
    super.willUpdate(changes)
    const { name, query } = app().router.place
    if (name === 'player-history' && this.player !== null) {
      const page = new URLSearchParams(query)
      page.delete('day')
      this.plays.follow(`${this.playerId} ${page.toString()}`)
    }
  }

  protected content(player: Player): TemplateResult {
    const { value, failure, loading: busy } = this.plays
    const { router } = app()
    const day = router.place.query.get('day') ?? today(now(), player.timezone)
    return html`
      <section aria-labelledby="day">
        <div class="view-head">
          <h2 id="day">${t('history.day')}</h2>
          <div class="field inline">
            <label for="history-day">${t('history.which-day')}</label>
            <input id="history-day" type="date" .value=${day} @change=${(event: Event) => router.filter({ day: (event.target as HTMLInputElement).value, page: router.place.query.get('page') })} />
          </div>
        </div>
        <admin-day-picture .playerId=${player.id} .timezone=${player.timezone} .day=${day}></admin-day-picture>
      </section>
      <section aria-labelledby="plays">
        <div class="view-head">
          <h2 id="plays">${t('history.plays')}</h2>
          <button type="button" aria-disabled=${this.actions.busy('csv')} @click=${() => this.save(player)}>${t('history.csv')}</button>
        </div>
        ${this.periodFields()}
        ${failure === null ? nothing : failed(failure, this.plays.reload)}
        ${value === null ? (failure === null ? loading() : nothing) : html`<div class=${busy ? 'busy' : ''}>${this.list(value, player)}</div>`}
      </section>
    `
  }

  /** The period of the address as instants: whole days in the room's timezone. */
  private period(): { from?: string; to?: string } {
    const { query } = app().router.place
    const zone = this.player?.timezone ?? 'UTC'
    const day = (name: string) => (/^\d{4}-\d{2}-\d{2}$/.test(query.get(name) ?? '') ? (query.get(name) ?? '') : null)
    const [from, to] = [day('from'), day('to')]
    const after = to === null ? null : new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    return { ...(from === null ? {} : { from: midnight(from, zone) }), ...(after === null ? {} : { to: midnight(after, zone) }) }
  }

  private periodFields(): TemplateResult {
    const { router } = app()
    const date = (name: 'from' | 'to', label: string) => html`<div class="field">
      <label for=${`history-${name}`}>${label}</label>
      <input id=${`history-${name}`} type="date" .value=${router.place.query.get(name) ?? ''} @change=${(event: Event) => router.filter({ [name]: (event.target as HTMLInputElement).value })} />
    </div>`
    return html`<form class="filters" @submit=${(event: Event) => event.preventDefault()}>
      ${date('from', t('history.from'))} ${date('to', t('history.to'))}
      <p class="hint">${t('history.default')}</p>
    </form>`
  }

  private list(plays: Plays, player: Player): TemplateResult {
    if (plays.total === 0) {
      return html`<div class="empty"><p>${t('history.empty')}</p></div>`
    }
    return html`<p class="muted" role="status">${t('history.count', { count: plays.total })}</p>
      <div class="table-frame" tabindex="0" role="group" aria-labelledby="plays">
        <table>
          <thead><tr><th scope="col">${t('history.when')}</th><th scope="col">${t('song.title')}</th><th scope="col" class="number">${t('song.duration')}</th><th scope="col">${t('history.outcome')}</th><th scope="col">${t('history.why')}</th></tr></thead>
          <tbody>${plays.items.map(
            (play) => html`<tr>
              <td class="nowrap">${dateTime(play.started_at, player.timezone)}</td>
              <th scope="row">${play.song_id === null ? (play.title ?? t('history.gone')) : html`<a href=${app().router.href('song', { id: play.song_id })}>${play.title ?? play.song_id}</a>`}</th>
              <td class="number">${durationText(play.seconds)}</td>
              <td>${play.outcome === null ? '–' : html`<span class=${play.outcome === 'failed' ? 'tag bad' : 'tag'}>${t(`outcome.${play.outcome}`)}</span>`}</td>
              <td>${play.reason === null ? '–' : t(`reason.short.${play.reason}`)}</td>
            </tr>`,
          )}</tbody>
        </table>
      </div>
      ${pager(plays.page, SIZE, plays.total)}`
  }

  private save(player: Player): Promise<boolean> {
    return this.actions.run('csv', async () => {
      const response = await app().api.response('get', '/api/admin/players/{id}/history.csv', { path: { id: player.id }, query: this.period(), headers: { Accept: 'text/csv' }, timeoutMs: 120_000 })
      saveFile(await response.blob(), `${player.slug}-history.csv`)
    })
  }
}
