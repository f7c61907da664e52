import { retryAfter } from './wait'

/**
 * Why Supabase Auth could not do what was asked.
 *
 * - `throttled`: it was asked too often (429)
 * - `away`: it does not answer, or answers that it cannot
 * - `signed-out`: the session that this browser kept is over
 * - `not-allowed`: the project does not allow it, for example anonymous sign-ins
 * - `refused`: what was entered is wrong; `code` says why
 */
export type AuthFailureKind = 'throttled' | 'away' | 'signed-out' | 'not-allowed' | 'refused'

export class AuthFailure extends Error {
  readonly kind: AuthFailureKind
  /** Supabase's error code, for example `invalid_credentials`; empty when there is none. */
  readonly code: string
  /** How long to wait; null when the answer did not say. */
  readonly retryAfterSeconds: number | null

  constructor(kind: AuthFailureKind, code = '', retryAfterSeconds: number | null = null, cause?: unknown) {
    super(`auth ${kind} ${code}`, { cause })
    this.name = 'AuthFailure'
    this.kind = kind
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const SIGNED_OUT = new Set([
  'refresh_token_not_found',
  'refresh_token_already_used',
  'session_not_found',
  'session_expired',
  'user_not_found',
  'bad_jwt',
  'user_banned',
])

const NOT_ALLOWED = new Set([
  'anonymous_provider_disabled',
  'signup_disabled',
  'email_provider_disabled',
  'otp_disabled',
  'provider_disabled',
])

/** Tells from an error of supabase-js what it means. */
export function failureOf(error: unknown, retryAfterSeconds: number | null): AuthFailure {
  if (error instanceof AuthFailure) {
    return error
  }
  const { name, status, code } = members(error)
  if (status === 429) {
    return new AuthFailure('throttled', code, retryAfterSeconds, error)
  }
  if (SIGNED_OUT.has(code) || name === 'AuthSessionMissingError') {
    return new AuthFailure('signed-out', code, null, error)
  }
  if (NOT_ALLOWED.has(code)) {
    return new AuthFailure('not-allowed', code, null, error)
  }
  if (status === undefined || status === 0 || status >= 500 || name === 'AuthRetryableFetchError') {
    return new AuthFailure('away', code, retryAfterSeconds, error)
  }
  return new AuthFailure('refused', code, null, error)
}

/** A fetch for supabase-js, whose errors do not show headers: it gives up after a time and remembers Retry-After. */
export class AuthFetch {
  /** What the last answer that was an error asked for. */
  retryAfterSeconds: number | null = null
  readonly #fetch: typeof fetch
  readonly #timeoutMs: number

  constructor(fetcher: typeof fetch, timeoutMs = 8_000) {
    this.#fetch = (input, init) => fetcher(input, init)
    this.#timeoutMs = timeoutMs
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const ended = new AbortController()
    const timer = setTimeout(() => ended.abort(), this.#timeoutMs)
    try {
      const response = await this.#fetch(input, { ...init, signal: ended.signal })
      this.retryAfterSeconds = response.ok ? null : retryAfter(response.headers.get('Retry-After'), null)
      return response
    } finally {
      clearTimeout(timer)
    }
  }
}

function members(error: unknown): { name: string; status: number | undefined; code: string } {
  const record = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  return {
    name: typeof record['name'] === 'string' ? record['name'] : '',
    status: typeof record['status'] === 'number' ? record['status'] : undefined,
    code: typeof record['code'] === 'string' ? record['code'] : '',
  }
}
