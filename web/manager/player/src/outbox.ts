import type { ServerClock, TimeScale } from './clock'
import type { DeviceApi } from './protocol'
import type { Store, StoredReport } from './store'
import type { Report, ReportResult } from './wire'

export type Outcome = 'finished' | 'skipped' | 'failed' | 'interrupted'

/** Reports in one call. */
export const BATCH = 500
/** The service rejects older reports. */
export const MAX_AGE_MS = 7 * 24 * 3600_000

/** A play as the outbox takes it; times are milliseconds of the time scale `scale`. */
export interface Play {
  playId: string
  /** The room that it played in. */
  roomId: string
  songId: string
  queueId: string | null
  startedAt: number
  scale: string
  /** The start by the service's clock, milliseconds since 1970; null while that clock is not known. */
  serverStart: number | null
  /** Names the span of the poll that brought the entry; absent in plays of earlier versions of the page. */
  traceparent?: string | null
}

/** What became of sending. `wait` and `token` say that the reports stay. */
export type Sent =
  | { kind: 'empty' | 'sent' | 'token' | 'unknown-time' }
  | { kind: 'wait'; retryAfter: number | null; status: number }

/**
 * The reports that the service has not answered yet. A report is stored before the song sounds and deleted when it was answered.
 * Before a report is sent for the first time, its times are converted to the service's clock and what is sent is stored, so that
 * it is the same when it has to be sent again.
 */
export class Outbox {
  /** Reports that wait. */
  waiting = 0
  /** Reports that the service rejected, or that became too old to be sent, since the page was opened. */
  rejected = 0
  /** Why the last one was rejected. */
  lastReason = ''
  private batch = BATCH
  /** Starts that were sent without `serverStart`, so that the report of the end tells the same one. */
  private readonly starts = new Map<string, number>()

  constructor(
    private readonly store: Store,
    private readonly scale: TimeScale,
    private readonly server: ServerClock,
  ) {}

  /** Counts what waits and brings back what is known of earlier time scales. */
  async open(): Promise<void> {
    this.waiting = await this.store.countReports()
    const offsets = await this.store.get('offsets')
    if (typeof offsets === 'object' && offsets !== null) {
      for (const [scale, offset] of Object.entries(offsets)) if (typeof offset === 'number') this.server.restore(scale, offset)
    }
  }

  /** Remembers the offset of the current time scale for reports that are sent after a reload. */
  async keepOffset(): Promise<void> {
    const offset = this.server.offset
    if (offset === undefined) return
    const scales = new Set((await this.store.reports(10_000)).map((report) => report.scale))
    const kept: Record<string, number> = { [this.scale.id]: offset }
    for (const scale of scales) {
      const known = this.server.offsetOf(scale)
      if (known !== undefined) kept[scale] = known
    }
    await this.store.set('offsets', kept)
  }

  /**
   * Stores the start of a play, and sets its `serverStart`.
   *
   * @param end of a play that ended as it started, because it cannot be played
   */
  async start(play: Play, end: { endedAt: number | null; outcome: Outcome | null } = { endedAt: null, outcome: null }): Promise<void> {
    const offset = this.server.offsetOf(play.scale)
    if (offset !== undefined) play.serverStart = play.startedAt + offset
    await this.add({ ...play, ...end, sent: null })
  }

  /** @param endedAt on the time scale of the play */
  async end(play: Play, endedAt: number, outcome: Outcome): Promise<void> {
    await this.add({ ...play, endedAt: Math.max(play.startedAt, endedAt), outcome, sent: null })
  }

  private async add(report: StoredReport): Promise<void> {
    await this.store.addReport(report)
    this.waiting++
  }

  /**
   * Sends the oldest reports. It does not send before the service's time is known. Reports of another room, for which this device had
   * another token, cannot be sent any more.
   */
  async send(api: Pick<DeviceApi, 'plays'>, roomId: string): Promise<Sent> {
    const now = this.server.now()
    if (now === undefined) return { kind: 'unknown-time' }
    const stored = await this.store.reports(this.batch)
    if (stored.length === 0) return { kind: 'empty' }
    const reports: Report[] = []
    const sent: StoredReport[] = []
    const expired: number[] = []
    const foreign: number[] = []
    for (const one of stored) {
      if (one.roomId !== roomId) {
        foreign.push(one.seq as number)
        continue
      }
      const frozen = await this.freeze(one, now)
      if (Date.parse(frozen.started_at) < now - MAX_AGE_MS) expired.push(one.seq as number)
      else {
        reports.push(frozen)
        sent.push(one)
      }
    }
    if (expired.length > 0) await this.remove(expired, 'too-old')
    if (foreign.length > 0) await this.remove(foreign, 'play-of-another-player')
    if (reports.length === 0) return { kind: 'sent' }
    const answer = await api.plays(reports, this.server.now() ?? now)
    if ('results' in answer) {
      await this.settle(sent, answer.results)
      this.batch = BATCH
      return { kind: 'sent' }
    }
    if (answer.kind === 'unauthorized') return { kind: 'token' }
    if (answer.kind === 'refused' && (answer.status === 400 || answer.status === 413 || answer.status === 422)) {
      if (sent.length === 1) await this.remove([sent[0]?.seq as number], answer.detail)
      this.batch = Math.max(1, Math.ceil(sent.length / 2))
      return { kind: 'sent' }
    }
    return { kind: 'wait', retryAfter: answer.retryAfter, status: answer.status }
  }

  private async settle(sent: readonly StoredReport[], results: readonly ReportResult[]): Promise<void> {
    await this.store.deleteReports(sent.map((report) => report.seq as number))
    this.waiting = Math.max(0, this.waiting - sent.length)
    for (const result of results) {
      if (result.result !== 'rejected') continue
      this.rejected++
      this.lastReason = result.reason ?? ''
    }
  }

  private async remove(seqs: readonly number[], reason: string): Promise<void> {
    await this.store.deleteReports(seqs)
    this.waiting = Math.max(0, this.waiting - seqs.length)
    this.rejected += seqs.length
    this.lastReason = reason
  }

  /** The report as it is sent, made once. */
  private async freeze(one: StoredReport, now: number): Promise<Report> {
    if (one.sent !== null) return one.sent
    const length = one.endedAt === null ? 0 : one.endedAt - one.startedAt
    const started = one.serverStart ?? this.starts.get(one.playId) ?? this.guessStart(one, now - length)
    this.starts.set(one.playId, started)
    if (this.starts.size > 1000) this.starts.delete(this.starts.keys().next().value as string)
    const report: Report = {
      play_id: one.playId, song_id: one.songId, queue_id: one.queueId, started_at: new Date(started).toISOString(),
      ...(one.endedAt === null ? {} : { ended_at: new Date(started + length).toISOString(), outcome: one.outcome }),
      ...(one.traceparent ? { traceparent: one.traceparent } : {}),
    }
    one.sent = report
    await this.store.putReport(one)
    return report
  }

  /**
   * The start by the service's clock. The service did not answer while a time scale without an offset was in use: the offset of the
   * current one is the best guess then.
   */
  private guessStart(one: StoredReport, latest: number): number {
    return Math.min(latest, one.startedAt + (this.server.offsetOf(one.scale) ?? this.server.offset ?? 0))
  }
}
