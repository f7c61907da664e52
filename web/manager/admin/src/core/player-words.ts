import { html, nothing, type TemplateResult } from 'lit'
import { now } from './app'
import { ago, t } from './text'
import type { Player } from './types'

/** The state of a room: the first that holds of archived, closed, paused, offline, playing and idle. */
export type RoomState = 'archived' | 'closed' | 'paused' | 'offline' | 'playing' | 'idle'

export function stateOf(player: Player): RoomState {
  if (player.archived_at !== null) {
    return 'archived'
  }
  if (!player.open) {
    return 'closed'
  }
  if (player.paused) {
    return 'paused'
  }
  return player.status === 'online' ? 'idle' : player.status
}

const KINDS: Readonly<Record<RoomState, string>> = { archived: '', closed: '', paused: 'warn', offline: 'bad', playing: 'good', idle: 'warn' }

/** The state of a room in one word. */
export function stateTag(player: Player): TemplateResult {
  const state = stateOf(player)
  return html`<span class=${`tag ${KINDS[state]}`}>${t(`state.${state}`)}</span>`
}

/** When the device polled last, counted from now. */
export function lastPoll(player: Player): string {
  // The stream tells last_poll with changes only: while the device is online, it polls every few seconds.
  if (player.status !== 'offline') {
    return t('player.polls')
  }
  return player.last_poll === null ? t('player.never') : ago(now() - Date.parse(player.last_poll))
}

/** What plays, and how much of it is over. */
export function playing(player: Player): TemplateResult | typeof nothing {
  const { current } = player
  return current === null ? nothing : html`<strong>${current.title}</strong>${current.artist === null ? nothing : html` <span class="muted">${current.artist}</span>`}`
}
