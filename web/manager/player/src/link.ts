import { Loop } from './backoff'
import type { Clock, ServerClock } from './clock'
import type { Outbox } from './outbox'
import type { ProblemLog } from './problems'
import type { DeviceApi } from './protocol'
import type { Store } from './store'
import { readPoll, type Poll, type Presence } from './wire'

/** How the device and the service are connected. */
export type Contact = 'unknown' | 'made' | 'lost' | 'token-invalid'

/** A code is accepted for so long after its `valid_until`. */
const CODE_GRACE_MS = 300_000
/** While the token is not valid the device asks once a minute. */
const INVALID_TOKEN_SECONDS = 60

/** Polls and sends reports, and keeps the last answer. */
export class Link {
  contact: Contact = 'unknown'
  /** When the last answer came, and since when there is none, milliseconds since 1970 by the device's clock. */
  lastAnswer: number | null = null
  lostSince: number | null = null
  poll: Poll | null = null
  /** Names the span of the poll that brought it; null after a reload. */
  traceparent: string | null = null
  /** Raised by each 200. */
  version = 0
  private etag: string | null = null
  private codeUntil = 0
  readonly polling: Loop
  readonly sending: Loop

  constructor(
    private readonly clock: Clock,
    private readonly api: DeviceApi,
    private readonly store: Store,
    private readonly outbox: Outbox,
    private readonly server: ServerClock,
    private readonly problems: ProblemLog,
  ) {
    const now = (): number => clock.now()
    const report = (error: unknown): void => problems.add('internal', String(error))
    this.polling = new Loop(now, () => this.askOnce(), report)
    this.sending = new Loop(now, () => this.sendOnce(), report)
  }

  /** Brings back the last answer. Without its tag the next poll brings new addresses, and a code that may have expired is not shown. */
  async open(): Promise<void> {
    this.poll = readPoll(await this.store.get('poll'))
    await this.outbox.open()
  }

  /** The presence code to show; null when there is none or it is not accepted any more. */
  get presence(): Presence | null {
    return this.clock.now() < this.codeUntil ? this.poll?.room.presence ?? null : null
  }

  async tick(): Promise<void> {
    await Promise.all([this.polling.tick(), this.sending.tick()])
  }

  /** Asks anew for everything, because addresses have expired. */
  renewAddresses(): void {
    this.etag = null
  }

  private async askOnce(): Promise<number> {
    const answer = await this.api.poll(this.etag)
    if (answer.kind === 'changed' || answer.kind === 'unchanged') {
      const { timing } = answer
      if (timing.server !== null) this.server.learn(timing.server, timing.sent, timing.arrived, timing.exact)
      if (answer.kind === 'changed') {
        await this.take(answer.poll, answer.body, timing.arrived)
        this.etag = answer.etag
        this.traceparent = answer.traceparent
      }
      this.lastAnswer = this.clock.wall()
      if (this.contact !== 'made') await this.outbox.keepOffset()
      this.contact = 'made'
      this.lostSince = null
      this.polling.succeeded()
      return answer.after
    }
    if (this.lostSince === null) this.lostSince = this.clock.wall()
    this.contact = answer.kind === 'unauthorized' ? 'token-invalid' : 'lost'
    const code = { unauthorized: 'token-invalid', wait: 'manager-busy', refused: 'refused', away: 'manager-away' } as const
    this.problems.add(code[answer.kind], [answer.status || '', answer.detail].join(' ').trim())
    const seconds = this.polling.failed(answer.retryAfter)
    return answer.kind === 'unauthorized' ? Math.max(INVALID_TOKEN_SECONDS, seconds) : seconds
  }

  private async take(poll: Poll, body: unknown, arrived: number): Promise<void> {
    this.poll = poll
    this.version++
    const now = poll.serverTime ?? this.server.now()
    this.codeUntil = poll.room.presence === null || now === undefined ? 0 : arrived + poll.room.presence.validUntil + CODE_GRACE_MS - now
    await this.store.set('poll', body)
  }

  private async sendOnce(): Promise<number> {
    if (this.contact !== 'made' || this.outbox.waiting === 0) return 0.5
    const rejected = this.outbox.rejected
    const sent = await this.outbox.send(this.api, this.poll?.room.id ?? '')
    if (this.outbox.rejected > rejected) this.problems.add('report-rejected', this.outbox.lastReason)
    if (sent.kind === 'wait') return this.sending.failed(sent.retryAfter)
    this.sending.succeeded()
    return sent.kind === 'token' ? INVALID_TOKEN_SECONDS : 0.2
  }
}
