import type { Api } from '@roomtone/shared/api'
import type { SignIn } from '@roomtone/shared/auth'
import type { ServerClock } from '@roomtone/shared/clock'
import type { Surroundings } from '@roomtone/shared/events'
import type { paths } from '@roomtone/shared/generated/brain-api'
import { Model } from '@roomtone/shared/model'
import { ApiProblem } from '@roomtone/shared/problem'
import { isRenewalDue } from './renewal'
import type { Room } from './room'
import type { ListedPlayer, Session } from './types'
import { type Trouble, troubleOf } from './trouble'

/**
 * Where whoever opened the page stands.
 *
 * - `starting`: the page signs in and checks in
 * - `choosing`: the address names no room, or none that exists (`unknown`); `rooms` are offered, null while they load
 * - `code`: the room asks for the code on its screen
 * - `in`: checked in
 * - `left`: checked out by hand; `over`: the session has ended
 * - `trouble`: something keeps the page from checking in; it can be tried again
 */
export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'choosing'; readonly unknown: boolean; readonly rooms: readonly ListedPlayer[] | null }
  | { readonly kind: 'code'; readonly trouble: Trouble }
  | { readonly kind: 'in' }
  | { readonly kind: 'left' }
  | { readonly kind: 'over' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble }

export interface GuestSettings {
  readonly api: Api<paths>
  readonly auth: SignIn
  readonly clock: ServerClock
  readonly surroundings: Surroundings
  readonly room: Room | null
  /** The code from the address. */
  readonly code: string | null
  /** Called after each check-in, and when a session is taken up again. */
  readonly onIn: () => void
  /** Called when the account is gone: what the page knows of it has to be forgotten. */
  readonly onGone: () => void
  /** Called when the service does not know what the page asks of it. */
  readonly onOutdated: () => void
}

const CODE_TROUBLES = new Set(['code-needed', 'code-wrong', 'code-malformed', 'code-throttled'])

/** Signs in, checks in and keeps the session alive while the page is used. */
export class Guest extends Model {
  phase: Phase = { kind: 'starting' }
  session: Session | null = null
  /** Why the session cannot be renewed without the code of the room; null while nothing stands in the way. */
  renewal: Trouble | null = null
  readonly #settings: GuestSettings
  #code: string | null
  #usedAt: number
  #attemptedAt: number | null = null
  #exhausted = false
  #running: Promise<void> | null = null

  constructor(settings: GuestSettings) {
    super()
    this.#settings = settings
    this.#code = settings.code
    this.#usedAt = settings.clock.monotonic()
  }

  /** Signs in and checks in, unless that is being done. */
  begin(): Promise<void> {
    this.#running ??= this.#begin().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /** Checks in with a code that was typed in, or again without one. */
  async enter(code: string | null): Promise<void> {
    this.#code = code
    await this.begin()
  }

  /** Takes a failure of any call: some end the session or the account for the whole page. */
  failed(error: unknown): Trouble {
    const { clock, surroundings } = this.#settings
    const trouble = troubleOf(error, () => clock.monotonic(), surroundings.online())
    if (trouble.kind === 'account-gone' || trouble.kind === 'signed-out') {
      this.#gone(trouble)
    } else if (trouble.kind === 'no-session' && this.phase.kind === 'in') {
      this.#end()
    } else if (trouble.kind === 'outdated') {
      this.#settings.onOutdated()
    }
    return trouble
  }

  /** After the account left this browser without this page doing it. */
  signedOut(): void {
    if (this.phase.kind === 'in') {
      this.#gone({ kind: 'signed-out', wait: null, detail: '' })
    }
  }

  /** After the stream of the room ended for good: the room may have been taken out of use. */
  async streamEnded(problem: ApiProblem): Promise<void> {
    if (this.failed(problem).kind === 'unknown-room') {
      this.session = null
      await this.#offerRooms(true).catch(() => undefined)
    }
  }

  /** Asks whether the session still stands: another tab or phone may have ended it by a check-in elsewhere. */
  async recheck(): Promise<void> {
    if (this.phase.kind !== 'in') {
      return
    }
    try {
      const session = await this.#currentSession()
      if (session === null || session.player_id !== this.#settings.room?.state?.player.id) {
        this.#end()
      } else {
        this.session = session
        this.changed()
      }
    } catch (error) {
      this.failed(error)
    }
  }

  async leave(): Promise<void> {
    await this.#settings.api.post('/api/checkout')
    this.session = null
    this.#become({ kind: 'left' })
  }

  /** Forgets the account of this browser and begins anew. */
  async startAnew(): Promise<void> {
    this.#become({ kind: 'starting' })
    await this.#settings.auth.signOut()
    this.#settings.onGone()
    await this.begin()
  }

  /** After an erasure: the account has neither session nor taste any more. */
  erased(): void {
    this.session = null
    this.#become({ kind: 'left' })
  }

  /** Takes the end of the session that the answer to a vote told; null: the vote found no session. */
  extended(expiresAt: string | null): void {
    if (expiresAt === null) {
      if (this.phase.kind === 'in') {
        this.#end()
      }
    } else if (this.session !== null) {
      this.session = { ...this.session, expires_at: expiresAt }
      this.changed()
    }
  }

  /** Notes that somebody uses the page. */
  used(): void {
    this.#usedAt = this.#settings.clock.monotonic()
  }

  /** Called each second: ends the session that is over, and renews the one that is used. */
  tick(): void {
    if (this.session === null || this.phase.kind !== 'in') {
      return
    }
    const { clock, surroundings } = this.#settings
    const left = clock.until(this.session.expires_at)
    if (left !== null && left <= 0) {
      this.#end()
      return
    }
    const now = clock.monotonic()
    const due = isRenewalDue({
      left,
      visible: surroundings.visible() && surroundings.online(),
      unused: now - this.#usedAt,
      sinceAttempt: this.#attemptedAt === null ? null : now - this.#attemptedAt,
      exhausted: this.#exhausted,
    })
    if (due) {
      void this.renew(null)
    }
  }

  /** Renews the session. */
  async renew(code: string | null): Promise<void> {
    const before = this.session
    this.#attemptedAt = this.#settings.clock.monotonic()
    try {
      const session = await this.#settings.api.post('/api/session/renew', { body: code === null ? {} : { code } })
      this.#exhausted = before !== null && Date.parse(session.expires_at) <= Date.parse(before.expires_at)
      this.session = session
      this.renewal = null
    } catch (error) {
      const trouble = this.failed(error)
      if (CODE_TROUBLES.has(trouble.kind)) {
        this.#exhausted = true
        this.renewal = trouble
      }
    }
    this.changed()
  }

  async #begin(): Promise<void> {
    const { room, auth } = this.#settings
    this.#become({ kind: 'starting' })
    try {
      if (room === null) {
        await this.#offerRooms(false)
        return
      }
      const seen = room.peek()
      // Shown before the sign-in is through; its failure is reported below.
      seen.catch(() => undefined)
      await auth.joinAnonymously()
      room.stream.start()
      const { player } = await seen
      const session = await this.#currentSession()
      if (session !== null && session.player_id === player.id) {
        this.session = session
      } else {
        await this.#checkIn(room.slug)
      }
      this.#exhausted = false
      this.renewal = null
      this.#become({ kind: 'in' })
      this.#settings.onIn()
    } catch (error) {
      await this.#failedToBegin(error)
    }
  }

  async #failedToBegin(error: unknown): Promise<void> {
    const { room } = this.#settings
    const trouble = this.failed(error)
    if (trouble.kind === 'unknown-room') {
      room?.stream.stop()
      await this.#offerRooms(true).catch(() => undefined)
    } else if (CODE_TROUBLES.has(trouble.kind)) {
      this.#code = null
      this.#become({ kind: 'code', trouble })
    } else {
      // Strangers see what plays, too.
      room?.stream.start()
      this.#become({ kind: 'trouble', trouble })
    }
  }

  async #currentSession(): Promise<Session | null> {
    try {
      return await this.#settings.api.get('/api/session')
    } catch (error) {
      if (error instanceof ApiProblem && error.problem === 'no-session') {
        return null
      }
      throw error
    }
  }

  async #checkIn(slug: string): Promise<void> {
    const code = this.#code
    const answer = await this.#settings.api.post('/api/checkin', { body: { slug, ...(code === null ? {} : { code }) } })
    this.#code = null
    this.#settings.clock.observe(answer.server_time, this.#settings.clock.monotonic())
    this.session = answer
  }

  async #offerRooms(unknown: boolean): Promise<void> {
    this.#become({ kind: 'choosing', unknown, rooms: null })
    const rooms = await this.#settings.api.get('/api/players', { anonymous: true })
    this.#become({ kind: 'choosing', unknown, rooms })
  }

  #gone(trouble: Trouble): void {
    this.session = null
    this.#become({ kind: 'trouble', trouble })
  }

  #end(): void {
    this.session = null
    this.#become({ kind: 'over' })
  }

  #become(phase: Phase): void {
    this.phase = phase
    this.changed()
  }
}
