import type { Api } from '@roomtone/shared/api'
import type { ServerClock } from '@roomtone/shared/clock'
import { EventStream, type Surroundings } from '@roomtone/shared/events'
import type { paths } from '@roomtone/shared/generated/brain-api'
import { Model } from '@roomtone/shared/model'
import type { ApiProblem } from '@roomtone/shared/problem'
import type { Collective, RoomState } from './types'
import type { TokenSource } from '@roomtone/shared/api'

export interface RoomSettings {
  readonly slug: string
  readonly api: Api<paths>
  readonly tokens: TokenSource
  readonly clock: ServerClock
  readonly language: () => string
  readonly surroundings?: Surroundings
  readonly fetch?: typeof fetch
  /** Hears that the stream ended for good. */
  readonly onEnd: (problem: ApiProblem) => void
}

/** What the room wants is made anew every five minutes; it is asked for once a minute at most. */
const COLLECTIVE_MS = 60_000
/** Once the reasons of entries say that what the room wants is disclosed by now, it is asked for sooner. */
const DISCLOSED_MS = 5_000

/** What plays in a room and what is next, as its stream says. */
export class Room extends Model {
  readonly slug: string
  readonly stream: EventStream
  /** Null until the first answer. */
  state: RoomState | null = null
  /** What the room wants, as far as it is disclosed; null until it was asked for. */
  collective: Collective | null = null
  readonly #settings: RoomSettings
  #askedAt: number | null = null

  constructor(settings: RoomSettings) {
    super()
    this.slug = settings.slug
    this.#settings = settings
    this.stream = new EventStream({
      url: `/api/players/${encodeURIComponent(settings.slug)}/events`,
      tokens: {
        // While Auth is away the room is shown as strangers see it.
        token: () => settings.tokens.token().catch(() => null),
        renewed: (rejected) => settings.tokens.renewed(rejected).catch(() => null),
      },
      clock: settings.clock,
      language: settings.language,
      onEvent: (json) => this.#take(json),
      onEnd: settings.onEnd,
      ...(settings.surroundings === undefined ? {} : { surroundings: settings.surroundings }),
      ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }),
    })
    this.stream.watch(() => this.changed())
  }

  /** Reads the room once as strangers see it, which needs no sign-in and so comes first. */
  async peek(): Promise<RoomState> {
    const state = await this.#settings.api.get('/api/players/{player}/now-playing', { path: { player: this.slug }, anonymous: true })
    if (this.state === null) {
      this.#take(state)
    }
    return state
  }

  /** Reads what the room wants, unless that was done in the last minute. */
  async readCollective(pause = COLLECTIVE_MS): Promise<void> {
    const now = this.#settings.clock.monotonic()
    if (this.#askedAt !== null && now - this.#askedAt < pause) {
      return
    }
    this.#askedAt = now
    this.collective = await this.#settings.api.get('/api/players/{player}/collective', { path: { player: this.slug } })
    this.changed()
  }

  /** Called each second: reads what the room wants when entries were picked by it and it was not disclosed yet. */
  tick(): void {
    if (this.isDisclosed === false && this.state?.next.some((entry) => entry.reason === 'collective') === true) {
      this.readCollective(DISCLOSED_MS).catch(() => undefined)
    }
  }

  /** Whether what follows from the tastes of the room may be shown now; null while that is unknown. */
  get isDisclosed(): boolean | null {
    if (this.collective === null) {
      return null
    }
    return this.collective.vector !== null
  }

  /** How long the current song still plays, in seconds of 0 or more; null when nothing plays or the server's time is unknown. */
  secondsLeft(): number | null {
    const current = this.state?.current
    if (current === undefined || current === null) {
      return null
    }
    const until = this.#settings.clock.until(current.started_at)
    return until === null ? null : Math.min(current.play_seconds, Math.max(0, until / 1000 + current.play_seconds))
  }

  #take(json: unknown): void {
    if (!isRoomState(json)) {
      return
    }
    // An event says when it was made: it took a moment to come.
    this.#settings.clock.observe(json.server_time, this.#settings.clock.monotonic() - 400)
    this.state = json
    this.changed()
  }
}

function isRoomState(json: unknown): json is RoomState {
  return typeof json === 'object' && json !== null && 'player' in json && 'next' in json && Array.isArray(json.next)
}
