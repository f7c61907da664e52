import { html, nothing, type TemplateResult } from 'lit'
import { customElement } from 'lit/decorators.js'
import { app, now } from '../core/app'
import { Loader } from '../core/loader'
import { failed, loading } from '../core/parts'
import type { QueueEntry, RoomQueue } from '../core/paths'
import { lastPoll, stateOf } from '../core/player-words'
import { durationText } from '../core/song-words'
import { dateTime, number, t, timeOfDay } from '../core/text'
import type { Player } from '../core/types'
import { PlayerPanel } from './player-panel'
import './presence'

/** A room as it is now: what plays and why, the whole queue, its device, and skip, pause and resume. */
@customElement('admin-player')
export class PlayerElement extends PlayerPanel {
  protected readonly tab = 'player'
  private readonly queue = new Loader<RoomQueue>(this, (signal) => app().api.get('/api/admin/players/{id}/queue', { path: { id: this.playerId }, signal }))
  #timer: ReturnType<typeof setInterval> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    let seconds = 0
    this.#timer = setInterval(() => {
      this.requestUpdate()
      // The stream does not tell of entries behind the next one.
      if (++seconds % 15 === 0 && !this.gone && !app().access.revoked && document.visibilityState !== 'hidden') {
        void this.queue.reload()
      }
    }, 1000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#timer)
  }

  protected content(player: Player): TemplateResult {
    if (stateOf(player) === 'archived') {
      return html`<p>${t('player.archived-since', { time: dateTime(player.archived_at ?? '') })}</p>`
    }
    this.queue.follow([player.id, player.current?.play_id, player.next?.song_id, player.queue_length, player.paused, player.open].join(' '))
    return html`<div class="columns">
      <div>${this.now(player)} ${this.next()}</div>
      <div>
        <section class="card stack" aria-labelledby="device">
          <h2 id="device">${t('player.device')}</h2>
          <dl class="facts">
            <div><dt>${t('player.last-poll')}</dt><dd>${lastPoll(player)}</dd></div>
            <div><dt>${t('settings.volume')}</dt><dd>${number(player.volume_db, 1)} dB</dd></div>
            <div><dt>${t('player.token')}</dt><dd>${player.token_changed_at === null ? '–' : dateTime(player.token_changed_at)}</dd></div>
          </dl>
        </section>
        <admin-presence .player=${player}></admin-presence>
      </div>
    </div>`
  }

  private now(player: Player): TemplateResult {
    const { current } = player
    const busy = (name: string) => this.actions.busy(name)
    return html`<section class="card stack" aria-labelledby="now">
      <h2 id="now">${t('player.current')}</h2>
      ${
        current === null
          ? html`<p class="muted">${t(`player.why.${stateOf(player)}`)}${this.opens(player)}</p>`
          : html`<p><a href=${app().router.href('song', { id: current.song_id })}><strong>${current.title}</strong></a> <span class="muted">${current.artist ?? ''}</span></p>
              ${progress(current.started_at, current.play_seconds)}
              ${reason(this.queue.value?.current?.reason ?? null)}`
      }
      <div class="row">
        <button type="button" class=${player.paused ? 'primary' : ''} aria-disabled=${busy('pause')} @click=${() => this.pause(player.paused ? 'resume' : 'pause')}>
          ${t(player.paused ? 'player.resume' : 'player.pause')}
        </button>
        <button type="button" aria-disabled=${busy('skip') || current === null || player.skip_play_id !== null} @click=${this.skip}>
          ${t(player.skip_play_id === null ? 'player.skip' : 'player.skipping')}
        </button>
      </div>
    </section>`
  }

  private opens(player: Player): string {
    const opens = this.queue.value?.opens_at
    return !player.open && opens ? ` ${t('player.opens', { time: dateTime(opens, player.timezone) })}` : ''
  }

  private next(): TemplateResult {
    const { value, failure } = this.queue
    return html`<section class="card" aria-labelledby="queue">
      <h2 id="queue">${t('player.queue')}</h2>
      ${
        value === null
          ? failure === null
            ? loading()
            : failed(failure, this.queue.reload)
          : value.next.length === 0
            ? html`<p class="muted">${t('player.queue-empty')} <a href=${app().router.href('player-library', { id: this.playerId })}>${t('tab.player-library')}</a></p>`
            : html`<ol class="queue">${value.next.map(entry)}</ol>`
      }
    </section>`
  }

  private readonly pause = (action: 'pause' | 'resume') =>
    this.actions.run('pause', async () => {
      this.take(await app().api.post(`/api/admin/players/{id}/${action}`, { path: { id: this.playerId } }))
      app().toasts.say(t(action === 'pause' ? 'player.paused-now' : 'player.resumed-now'))
    })

  private readonly skip = () =>
    this.actions.run('skip', async () => {
      if (this.player?.current === null || this.player?.skip_play_id !== null) {
        return
      }
      this.take(await app().api.post('/api/admin/players/{id}/skip', { path: { id: this.playerId } }))
      app().toasts.say(t('player.skipped-now'))
    })
}

/** How much of a play is over, by the server's time. */
function progress(startedAt: string, seconds: number): TemplateResult {
  const played = Math.min(seconds, Math.max(0, (now() - Date.parse(startedAt)) / 1000))
  return html`<div class="play-progress">
    <progress max=${seconds} .value=${played} aria-label=${t('player.progress')}></progress>
    <span class="muted number">${durationText(Math.floor(played))} / ${durationText(seconds)}</span>
  </div>`
}

function reason(kind: QueueEntry['reason'] | null): TemplateResult | typeof nothing {
  return kind === null ? nothing : html`<p class="muted">${t(`reason.${kind}`)}</p>`
}

function entry(one: QueueEntry): TemplateResult {
  return html`<li>
    <a href=${app().router.href('song', { id: one.song_id })}>${one.title}</a> <span class="muted">${one.artist ?? ''} · ${durationText(one.play_seconds)}</span>
    ${reason(one.reason)}
    <p class="hint">${t('player.queued', { time: timeOfDay(one.added_at) })}</p>
  </li>`
}
