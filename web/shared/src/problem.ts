const PREFIX = 'urn:roomtone:problem:'

/** An error that the service answered, RFC 9457. Programs decide by `name`. */
export class ApiProblem extends Error {
  readonly status: number
  /** The type without its prefix, for example `vote-throttled`; `unknown` for an answer that is no problem document. */
  readonly problem: string
  readonly title: string
  /** What went wrong and what to do, in English. */
  readonly detail: string
  /** How long to wait before the next attempt; null when the answer does not say. */
  readonly retryAfterSeconds: number | null
  /** The whole problem document, with the members of its own kind. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(status: number, members: Readonly<Record<string, unknown>>, retryAfterSeconds: number | null) {
    const type = text(members['type'])
    const title = text(members['title'])
    super(`${status} ${type} ${title}`)
    this.name = 'ApiProblem'
    this.status = status
    this.problem = type.startsWith(PREFIX) ? type.slice(PREFIX.length) : 'unknown'
    this.title = title
    this.detail = text(members['detail'])
    this.retryAfterSeconds = retryAfterSeconds
    this.members = members
  }
}

/** No answer came: the network, the service or the time was missing. */
export class ApiUnreachable extends Error {
  readonly reason: 'network' | 'timeout'

  constructor(reason: 'network' | 'timeout', cause?: unknown) {
    super(`no answer: ${reason}`, { cause })
    this.name = 'ApiUnreachable'
    this.reason = reason
  }
}

/** Reads an answer that reports an error. */
export async function problemOf(response: Response, headerSeconds: number | null): Promise<ApiProblem> {
  let members: Record<string, unknown> = {}
  if (/\bjson\b/.test(response.headers.get('Content-Type') ?? '')) {
    try {
      const body: unknown = await response.json()
      if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
        members = body as Record<string, unknown>
      }
    } catch {
      // A body that breaks off says no more than its status.
    }
  }
  const seconds = members['retry_after_seconds']
  return new ApiProblem(response.status, members, headerSeconds ?? (typeof seconds === 'number' ? seconds : null))
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
