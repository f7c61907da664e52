import { retryAfterSeconds } from './backoff'
import { readManifest, readPoll, type ManifestPage, type Poll, type Report, type ReportResult } from './wire'

/** A call that the service did not answer as wanted. */
export interface Refusal {
  kind: 'unauthorized' | 'wait' | 'refused' | 'away'
  /** HTTP status; 0 when there was no answer. */
  status: number
  retryAfter: number | null
  /** What the service says about it, for staff. */
  detail: string
}

/** When an answer was sent, by the service's clock, and when the request left and the answer came, by the monotonic clock. */
export interface Timing {
  /** Milliseconds since 1970; null when the answer does not say it. */
  server: number | null
  exact: boolean
  sent: number
  arrived: number
}

interface Answered {
  etag: string | null
  /** Seconds until the next poll. */
  after: number
  timing: Timing
}

/** `body` is the answer as it came, to be kept; `traceparent` names the poll's span, if the service records it. */
export type PollAnswer = (Answered & { kind: 'changed'; poll: Poll; body: unknown; traceparent: string | null }) | (Answered & { kind: 'unchanged' })

export type PairAnswer =
  | { kind: 'code'; code: string; secret: string; expiresAt: number; after: number }
  | { kind: 'waiting'; expiresAt: number | null; after: number }
  | { kind: 'token'; token: string; name: string }
  | { kind: 'over' }

const TIMEOUT_MS = 15_000
const LONGEST_POLL_AFTER = 120

/** Whether a text can be a token: 1 to 200 printable characters without spaces. */
export const isToken = (token: string): boolean => /^[\x21-\x7e]{1,200}$/.test(token)

interface Answer {
  status: number
  headers: Headers
  body: unknown
  timing: Timing
}

/** The four calls of the device protocol. */
export class DeviceApi {
  /**
   * @param base address of the manager without a slash at the end; empty for the page's own origin
   * @param now the monotonic clock
   */
  constructor(
    private readonly base: string,
    private readonly token: () => string | null,
    private readonly now: () => number,
    private readonly send: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  async poll(etag: string | null): Promise<PollAnswer | Refusal> {
    const answer = await this.call('/api/player/poll', etag === null ? {} : { headers: { 'If-None-Match': etag } })
    if ('kind' in answer) return answer
    const told = Number.parseFloat(answer.headers.get('Roomtone-Poll-After') ?? '')
    const after = told > 0 ? Math.min(told, LONGEST_POLL_AFTER) : 5
    const tag = answer.headers.get('ETag')
    if (answer.status === 304) return { kind: 'unchanged', etag: tag, after, timing: answer.timing }
    const poll = answer.status === 200 ? readPoll(answer.body) : null
    if (poll === null) return refusal(answer)
    const timing = poll.serverTime === null ? answer.timing : { ...answer.timing, server: poll.serverTime, exact: true }
    return { kind: 'changed', poll, body: answer.body, traceparent: answer.headers.get('traceparent'), etag: tag, after, timing }
  }

  async manifest(page: number): Promise<ManifestPage | Refusal> {
    const answer = await this.call(`/api/player/manifest?page=${page}`, {})
    if ('kind' in answer) return answer
    return (answer.status === 200 ? readManifest(answer.body) : null) ?? refusal(answer)
  }

  /** @param deviceTime time by which the times of the reports are meant, milliseconds since 1970 */
  async plays(reports: Report[], deviceTime: number): Promise<{ results: ReportResult[] } | Refusal> {
    const answer = await this.call('/api/player/plays', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Roomtone-Device-Time': new Date(deviceTime).toISOString() },
      body: JSON.stringify(reports),
    })
    if ('kind' in answer) return answer
    return answer.status === 200 && Array.isArray(answer.body) ? { results: answer.body as ReportResult[] } : refusal(answer)
  }

  /** @param secret of the code that is shown; null to ask for a code */
  async pair(secret: string | null): Promise<PairAnswer | Refusal> {
    const answer = await this.call('/api/player/pair', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(secret === null ? {} : { secret }),
    }, false)
    if ('kind' in answer) return answer
    if (answer.status === 410) return { kind: 'over' }
    const said = (typeof answer.body === 'object' && answer.body !== null ? answer.body : {}) as Record<string, unknown>
    const after = typeof said['poll_after_seconds'] === 'number' ? Math.max(1, said['poll_after_seconds']) : 5
    const expiresAt = typeof said['expires_at'] === 'string' ? Date.parse(said['expires_at']) : NaN
    // What is left of the code is counted by the monotonic clock, from the service's time to its end.
    const ends = Number.isNaN(expiresAt) ? null : answer.timing.arrived + expiresAt - (answer.timing.server ?? expiresAt - 600_000)
    if (answer.status === 201 && typeof said['code'] === 'string' && typeof said['secret'] === 'string') {
      return { kind: 'code', code: said['code'], secret: said['secret'], expiresAt: ends ?? answer.timing.arrived + 600_000, after }
    }
    if (answer.status === 202) return { kind: 'waiting', expiresAt: ends, after }
    if (answer.status === 200 && typeof said['token'] === 'string' && isToken(said['token'])) {
      return { kind: 'token', token: said['token'], name: typeof said['name'] === 'string' ? said['name'] : '' }
    }
    return refusal(answer)
  }

  private async call(path: string, init: RequestInit, withToken = true): Promise<Answer | Refusal> {
    const headers = new Headers(init.headers)
    const token = withToken ? this.token() : null
    if (token !== null) headers.set('X-API-Key', token)
    const sent = this.now()
    try {
      const response = await this.send(this.base + path, {
        ...init, headers, cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const arrived = this.now()
      const date = Date.parse(response.headers.get('Date') ?? '')
      const body: unknown = response.status === 304 ? null : await response.json().catch(() => null)
      return { status: response.status, headers: response.headers, body, timing: { server: Number.isNaN(date) ? null : date, exact: false, sent, arrived } }
    } catch (error) {
      return { kind: 'away', status: 0, retryAfter: null, detail: error instanceof Error ? error.name : '' }
    }
  }
}

function refusal(answer: Answer): Refusal {
  const detail = typeof answer.body === 'object' && answer.body !== null ? (answer.body as { detail?: unknown }).detail : null
  const kind = answer.status === 401 ? 'unauthorized' : answer.status === 429 || answer.status === 503 ? 'wait' : answer.status >= 500 || answer.status < 400 ? 'away' : 'refused'
  return { kind, status: answer.status, retryAfter: retryAfterSeconds(answer.headers.get('Retry-After')), detail: typeof detail === 'string' ? detail.slice(0, 300) : '' }
}
