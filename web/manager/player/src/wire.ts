import type { components } from '@roomtone/shared/generated/manager-api'

type Schemas = components['schemas']

/** A file with what is needed to play it. */
export interface Song {
  songId: string
  title: string
  artist: string | null
  /** How long it plays, seconds. */
  playSeconds: number
  /** The file is shorter than that: it is repeated. */
  loop: boolean
  url: string
  /** Name of its file in the cache: the SHA-256 in hex, or `song-` and the id of the song when the hash is not known. */
  key: string
  sizeBytes: number | null
  /** Length of the file, seconds. */
  duration: number | null
  gainDb: number
}

/** An entry of the queue. */
export interface Entry extends Song {
  queueId: string
}

export interface Presence {
  code: string
  /** Milliseconds since 1970, by the clock of the service. */
  validUntil: number
}

/** What a poll says of the room. */
export interface Room {
  id: string
  name: string
  /** The link that listeners open, without a presence code; null when it is not an address of the web. */
  joinUrl: string | null
  volumeDb: number
  paused: boolean
  open: boolean
  /** When a closed room opens, milliseconds since 1970; null while it is open, and when it never opens. */
  opensAt: number | null
  /** The play that staff want to end. */
  skip: string | null
  crossfadeSeconds: number
  presence: Presence | null
}

export interface Poll {
  room: Room
  current: { playId: string; songId: string; title: string; artist: string | null; startedAt: number; playSeconds: number } | null
  next: Entry[]
  /** Milliseconds since 1970; null when the answer has none. */
  serverTime: number | null
}

export interface ManifestPage {
  items: Song[]
  page: number
  size: number
  total: number
  revision: string
}

/** A report as it is sent. */
export type Report = Schemas['PlayReport']
export type ReportResult = Schemas['PlayResult']

const HASH = /^[0-9a-f]{64}$/
const ID = /^[0-9a-fA-F-]{36}$/

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown, otherwise: number): number => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise)
const amount = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null)

/** Milliseconds since 1970 of an ISO time; null for anything else. */
export function time(value: unknown): number | null {
  const parsed = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(parsed) ? null : parsed
}

function song(raw: Partial<Schemas['ManifestItem']> & { artist?: string | null }): Song | null {
  const songId = text(raw.song_id)
  const url = text(raw.url)
  if (songId === null || !ID.test(songId) || url === null) return null
  const hash = text(raw.sha256)
  if (hash !== null && !HASH.test(hash)) return null
  const playSeconds = number(raw.play_seconds, 0)
  if (playSeconds <= 0) return null
  return {
    songId, url, playSeconds,
    title: text(raw.title) ?? '',
    artist: text(raw.artist),
    loop: raw.loop === true,
    key: hash ?? `song-${songId}`,
    sizeBytes: amount(raw.size_bytes),
    duration: amount(raw.duration),
    gainDb: number(raw.gain_db, 0),
  }
}

function entry(raw: Schemas['PollNext']): Entry | null {
  const queueId = text(raw.queue_id)
  const known = song(raw)
  return known !== null && queueId !== null && ID.test(queueId) ? { ...known, queueId } : null
}

function webAddress(raw: unknown): string | null {
  return typeof raw === 'string' && /^https?:\/\//i.test(raw) ? raw : null
}

function presence(raw: unknown): Presence | null {
  if (typeof raw !== 'object' || raw === null) return null
  const { code, valid_until } = raw as { code?: unknown; valid_until?: unknown }
  const validUntil = time(valid_until)
  return typeof code === 'string' && /^\d{6}$/.test(code) && validUntil !== null ? { code, validUntil } : null
}

/** Reads the answer of a poll. Null when it is none; entries that cannot be read are left out. */
export function readPoll(body: unknown): Poll | null {
  if (typeof body !== 'object' || body === null) return null
  const { player, current, next, server_time } = body as Schemas['Poll']
  if (typeof player !== 'object' || player === null || !Array.isArray(next)) return null
  const startedAt = time(current?.started_at)
  return {
    room: {
      id: text(player.id) ?? '',
      name: text(player.name) ?? '',
      joinUrl: webAddress(player.join_url),
      volumeDb: number(player.volume_db, 0),
      paused: player.paused === true,
      open: player.open !== false,
      opensAt: time(player.opens_at),
      skip: text(player.skip),
      crossfadeSeconds: number(player.crossfade_seconds, 0),
      presence: presence(player.presence),
    },
    current: current && startedAt !== null
      ? {
          playId: current.play_id ?? '', songId: current.song_id ?? '', title: current.title ?? '', artist: text(current.artist),
          startedAt, playSeconds: number(current.play_seconds, 0),
        }
      : null,
    next: next.map(entry).filter((one) => one !== null),
    serverTime: time(server_time),
  }
}

/** Reads a page of the manifest. Null when it is none. */
export function readManifest(body: unknown): ManifestPage | null {
  if (typeof body !== 'object' || body === null) return null
  const { items, page, size, total, revision } = body as Schemas['Manifest']
  if (!Array.isArray(items) || typeof revision !== 'string') return null
  return {
    items: items.map(song).filter((one) => one !== null),
    page: number(page, 1), size: number(size, 200), total: number(total, items.length), revision,
  }
}
