import type { Contact } from './link'
import type { OutputState } from './output'
import type { LoggedProblem } from './problems'
import type { Player } from './player'

/** Which of its states the room screen shows. */
export type RoomState = 'playing' | 'connecting' | 'away' | 'paused' | 'closed' | 'loading' | 'no-songs' | 'no-audio' | 'locked'

/** What stands below the state, the most important first. */
export type Note = 'token' | 'offline' | 'storage' | 'quota' | 'failing'

export interface Sounding {
  playId: string
  title: string
  artist: string | null
  secondsLeft: number
  playSeconds: number
}

export interface RoomView {
  state: RoomState
  name: string
  sounding: Sounding | null
  next: { title: string; artist: string | null } | null
  /** The presence code in its two groups; null when the room asks for none, or it is not accepted any more. */
  code: string | null
  /** The link that listeners open; null while it is not known. */
  link: string | null
  notes: Note[]
  offlineSince: number | null
  opensAt: number | null
}

/** What the configuration of the page says, as far as the player uses it. */
export interface PlayerConfig {
  /** Hash of the shell that the service has. */
  page: string | null
}

/** Reads config.json. Members that are missing or of another type are null. */
export function readPlayerConfig(json: unknown): PlayerConfig {
  const members = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>
  const { page } = members
  return { page: typeof page === 'string' && page !== '' ? page : null }
}

/** The link that listeners open, with the presence code if the room asks for one. */
export function joinLink(joinUrl: string | null, code: string | null): string | null {
  return joinUrl === null || code === null ? joinUrl : `${joinUrl}&code=${code}`
}

export interface StateFacts {
  output: OutputState
  known: boolean
  contact: Contact
  paused: boolean
  open: boolean
  sounds: boolean
  hasQueue: boolean
  hasCached: boolean
}

/** The state that the room screen shows: what sounds comes first, then what keeps the room silent. */
export function roomState(facts: StateFacts): RoomState {
  if (facts.output === 'missing') return 'no-audio'
  if (!facts.known) return facts.contact === 'lost' ? 'away' : 'connecting'
  if (facts.paused) return 'paused'
  if (!facts.open) return 'closed'
  if (facts.output === 'locked') return 'locked'
  if (facts.sounds) return 'playing'
  return facts.hasQueue || facts.hasCached ? 'loading' : 'no-songs'
}

export function roomView(player: Player): RoomView {
  const { link, deck, library, around } = player
  const room = link.poll?.room ?? null
  const current = deck.current
  const code = link.presence?.code ?? null
  const state = roomState({
    output: around.output.state, known: room !== null, contact: link.contact, paused: room?.paused ?? false, open: room?.open ?? true,
    sounds: current !== null, hasQueue: (link.poll?.next.length ?? 0) > 0, hasCached: library.fileCount > 0,
  })
  const next = state === 'playing' ? player.upNext : null
  return {
    state,
    name: room?.name ?? '',
    sounding: current === null ? null : {
      playId: current.play.playId, title: current.song.title, artist: current.song.artist, playSeconds: current.song.playSeconds,
      secondsLeft: Math.max(0, Math.min(current.song.playSeconds, (current.times.endsAt - around.clock.now()) / 1000)),
    },
    next: next === null ? null : { title: next.title, artist: next.artist },
    code: code === null ? null : `${code.slice(0, 3)} ${code.slice(3)}`,
    // A room with presence codes whose code is not known is not joined by a link without one.
    link: room?.presence !== null && code === null ? null : joinLink(room?.joinUrl ?? null, code),
    notes: notes(player),
    offlineSince: link.lostSince,
    opensAt: room?.opensAt ?? null,
  }
}

/** A connection that is lost for less is not worth a word, milliseconds. */
const OFFLINE_MS = 20_000

function notes(player: Player): Note[] {
  const { link, deck, library, around } = player
  const found: Note[] = []
  if (link.contact === 'token-invalid') found.push('token')
  else if (link.lostSince !== null && around.clock.wall() - link.lostSince > OFFLINE_MS) found.push('offline')
  if (deck.failures >= 3) found.push('failing')
  if (!around.store.lasting || !around.files.lasting) found.push('storage')
  if (library.quotaFull) found.push('quota')
  return found
}

export interface StatusView {
  contact: Contact
  lastAnswer: number | null
  nextCallSeconds: number
  clockOffset: number | null
  waiting: number
  rejected: number
  output: OutputState
  volumeDb: number | null
  playing: readonly string[]
  queue: readonly { title: string; here: boolean }[]
  files: number
  songs: number | null
  bytes: number
  budget: number
  quota: number | null
  problems: readonly LoggedProblem[]
}

export function statusView(player: Player): StatusView {
  const { link, deck, library, outbox, server, around } = player
  return {
    contact: link.contact,
    lastAnswer: link.lastAnswer,
    nextCallSeconds: Math.max(0, (link.polling.dueAt - around.clock.now()) / 1000),
    clockOffset: server.now() === undefined ? null : ((server.now() ?? 0) - around.clock.wall()) / 1000,
    waiting: outbox.waiting,
    rejected: outbox.rejected,
    output: around.output.state,
    volumeDb: link.poll?.room.volumeDb ?? null,
    playing: deck.playing.map((one) => one.song.title),
    queue: player.queue.map((song) => ({ title: song.title, here: library.has(song.key) })),
    files: library.fileCount,
    songs: library.manifest?.length ?? null,
    bytes: library.bytes,
    budget: library.budget,
    quota: library.quota ?? null,
    problems: player.problems.lastHour(),
  }
}
