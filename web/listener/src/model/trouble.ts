import { ApiProblem, ApiUnreachable } from '@roomtone/shared/api'
import { AuthFailure } from '@roomtone/shared/auth'
import { Wait } from '@roomtone/shared/wait'

/** What keeps the page from doing what was asked, each with words of its own. */
export type TroubleKind =
  | 'offline'
  | 'service-away'
  | 'throttled'
  | 'room-full'
  | 'auth-throttled'
  | 'auth-away'
  | 'auth-not-allowed'
  | 'signed-out'
  | 'account-gone'
  | 'unknown-room'
  | 'code-needed'
  | 'code-wrong'
  | 'code-malformed'
  | 'code-throttled'
  | 'no-session'
  | 'song-gone'
  | 'outdated'
  | 'unexpected'

export interface Trouble {
  readonly kind: TroubleKind
  /** How long until the next attempt makes sense; null when nobody said. */
  readonly wait: Wait | null
  /** What the service said about an unexpected trouble, in English; else empty. */
  readonly detail: string
}

const BY_PROBLEM: Readonly<Record<string, TroubleKind>> = {
  'account-gone': 'account-gone',
  unauthorized: 'signed-out',
  'unknown-player': 'unknown-room',
  'presence-code-required': 'code-needed',
  'presence-code-wrong': 'code-wrong',
  'invalid-presence-code': 'code-malformed',
  'presence-code-throttled': 'code-throttled',
  'too-many-wrong-codes': 'code-throttled',
  'room-check-in-throttled': 'room-full',
  'too-many-check-ins': 'room-full',
  'no-session': 'no-session',
  'not-checked-in': 'no-session',
  'unknown-song': 'song-gone',
  'song-archived': 'song-gone',
  'not-found': 'outdated',
  'method-not-allowed': 'outdated',
  'unknown-field': 'outdated',
  'unknown-parameter': 'outdated',
  'malformed-json': 'outdated',
}

const BY_AUTH: Readonly<Record<AuthFailure['kind'], TroubleKind>> = {
  throttled: 'auth-throttled',
  away: 'auth-away',
  'signed-out': 'signed-out',
  'not-allowed': 'auth-not-allowed',
  refused: 'unexpected',
}

/** Auth does not always say how long to wait; its own limits are counted in minutes. */
const AUTH_WAIT_SECONDS = 60

/**
 * Tells what a failure means to whoever uses the page.
 *
 * @param monotonic counts the wait
 * @param online whether the device believes to have a network
 */
export function troubleOf(error: unknown, monotonic: () => number, online: boolean): Trouble {
  const trouble = (kind: TroubleKind, seconds: number | null = null, detail = ''): Trouble => ({
    kind,
    wait: seconds === null ? null : new Wait(seconds, monotonic),
    detail,
  })
  if (error instanceof ApiProblem) {
    const known = BY_PROBLEM[error.problem]
    if (known !== undefined) {
      return trouble(known, error.retryAfterSeconds)
    }
    if (error.status === 429) {
      return trouble('throttled', error.retryAfterSeconds ?? AUTH_WAIT_SECONDS)
    }
    return error.status >= 500 ? trouble('service-away', error.retryAfterSeconds) : trouble('unexpected', null, error.detail)
  }
  if (error instanceof AuthFailure) {
    if (error.kind === 'away' && !online) {
      return trouble('offline')
    }
    const seconds = error.kind === 'throttled' ? (error.retryAfterSeconds ?? AUTH_WAIT_SECONDS) : error.retryAfterSeconds
    return trouble(BY_AUTH[error.kind], seconds, error.code)
  }
  if (error instanceof ApiUnreachable) {
    return trouble(online ? 'service-away' : 'offline')
  }
  return trouble('unexpected', null, error instanceof Error ? error.message : '')
}
