import { afterEach, describe, expect, it, vi } from 'vitest'
import { AuthFailure, isFromMail, SignIn } from '../src/auth'
import { failureOf } from '../src/auth-failure'
import { ServerClock } from '../src/clock'
import { expiry } from '../src/token'
import { answering, MemoryStore } from './fakes'

const NOON = Date.parse('2026-11-30T12:00:00Z')

function token(name: string, endsAt: number): string {
  const part = (json: object) => btoa(JSON.stringify(json)).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_')
  return `${part({ alg: 'ES256', typ: 'JWT' })}.${part({ sub: 'u1', exp: endsAt / 1000, name })}.c2lnbmF0dXJl`
}

function session(access: string, endsIn = 3600) {
  return {
    access_token: access,
    token_type: 'bearer',
    expires_in: endsIn,
    expires_at: Math.round(Date.now() / 1000) + endsIn,
    refresh_token: `refresh-${access.slice(-12)}`,
    user: { id: 'u1', aud: 'authenticated', email: '', is_anonymous: true, app_metadata: {}, user_metadata: {}, created_at: '2026-11-30T12:00:00Z' },
  }
}

function authError(status: number, code: string, headers: Record<string, string> = {}) {
  return Response.json({ code, message: code }, { status, headers: { 'X-Supabase-Api-Version': '2024-01-01', ...headers } })
}

function signIn(fetcher: typeof fetch, clock = new ServerClock(), store = new MemoryStore()) {
  return new SignIn({ config: { supabaseUrl: 'http://auth.test', publishableKey: 'sb_publishable_x' }, store, clock, fetch: fetcher })
}

describe('the sign-in with the real supabase-js', () => {
  afterEach(() => vi.useRealTimers())

  it('makes one anonymous account however many callers ask', async () => {
    const { fetch, requests } = answering(Response.json(session(token('a', Date.now() + 3_600_000))))
    const auth = signIn(fetch)
    await Promise.all([auth.joinAnonymously(), auth.joinAnonymously(), auth.token()])
    await auth.joinAnonymously()
    expect(requests.map((request) => request.url)).toEqual(['http://auth.test/auth/v1/signup'])
    expect(auth.account).toEqual({ id: 'u1', email: null, newEmail: null, anonymous: true })
    expect(await auth.token()).toBe(token('a', expiry(await auth.token()) ?? 0))
  })

  it('is taken up again from the store', async () => {
    const store = new MemoryStore()
    await signIn(answering(Response.json(session(token('a', Date.now() + 3_600_000)))).fetch, new ServerClock(), store).joinAnonymously()
    const again = signIn(answering().fetch, new ServerClock(), store)
    expect(again.account).toBeUndefined()
    expect(await again.token()).toMatch(/^ey/)
    expect(again.account?.id).toBe('u1')
    expect([...store.values.keys()]).toEqual(['auth'])
  })

  it('tells other tabs of the same page alone', async () => {
    const channels: string[] = []
    vi.stubGlobal(
      'BroadcastChannel',
      class {
        constructor(name: string) {
          channels.push(name)
        }
        addEventListener(): void {}
        postMessage(): void {}
        close(): void {}
      },
    )
    await signIn(answering().fetch).restore()
    expect(channels).toEqual(['roomtone-test-auth'])
    vi.unstubAllGlobals()
  })

  it('renews a token by the time of the server, once for all callers', async () => {
    let monotonic = 0
    const clock = new ServerClock(() => monotonic)
    clock.observe('2026-11-30T12:00:00Z', 0)
    const first = token('a', NOON + 3_600_000)
    const second = token('b', NOON + 7_200_000)
    const { fetch, requests } = answering(Response.json(session(first, 86_400)), Response.json(session(second)))
    const auth = signIn(fetch, clock)
    await auth.joinAnonymously()
    monotonic = 3_500_000
    expect(await auth.token()).toBe(first)
    monotonic = 3_520_000
    expect(await Promise.all([auth.token(), auth.token(), auth.renewed(first)])).toEqual([second, second, second])
    expect(requests[1]?.url).toBe('http://auth.test/auth/v1/token?grant_type=refresh_token')
    expect(requests).toHaveLength(2)
  })

  it('does not renew a token that was renewed already', async () => {
    const auth = signIn(answering(Response.json(session(token('a', Date.now() + 3_600_000)))).fetch)
    await auth.joinAnonymously()
    expect(await auth.renewed('an older one')).toBe(await auth.token())
  })

  it('is over when Auth does not know the session any more', async () => {
    const { fetch } = answering(Response.json(session(token('a', Date.now() + 3_600_000))), authError(400, 'refresh_token_not_found'))
    const auth = signIn(fetch)
    await auth.joinAnonymously()
    const rejected = (await auth.token()) ?? ''
    expect(await auth.renewed(rejected)).toBeNull()
    expect(auth.account).toBeNull()
  })

  it('says how long Auth asks to wait', async () => {
    const { fetch } = answering(authError(429, 'over_request_rate_limit', { 'Retry-After': '31' }))
    await expect(signIn(fetch).joinAnonymously()).rejects.toMatchObject({ kind: 'throttled', retryAfterSeconds: 31 })
  })

  it('says that Auth is away, and tries anew the next time', async () => {
    const { fetch } = answering(new TypeError('refused'), Response.json(session(token('a', Date.now() + 3_600_000))))
    const auth = signIn(fetch)
    await expect(auth.joinAnonymously()).rejects.toMatchObject({ kind: 'away' })
    await auth.joinAnonymously()
    expect(auth.account?.id).toBe('u1')
  })

  it('sets a new password with a code that was sent for it', async () => {
    const { fetch, requests } = answering(
      Response.json({}),
      Response.json(session(token('a', Date.now() + 3_600_000))),
      Response.json(session(token('a', Date.now() + 3_600_000)).user),
    )
    const auth = signIn(fetch)
    await auth.sendReset('ada@example.org')
    await auth.verifyCode('ada@example.org', '123456', 'recovery')
    await auth.setPassword('a new password')
    expect(requests.map((request) => `${request.method} ${new URL(request.url).pathname}`)).toEqual([
      'POST /auth/v1/recover',
      'POST /auth/v1/verify',
      'PUT /auth/v1/user',
    ])
    expect(await requests[1]?.json()).toMatchObject({ email: 'ada@example.org', token: '123456', type: 'recovery' })
  })

  it('gives an address to the same account', async () => {
    const user = { ...session('x').user, email: '', new_email: 'ada@venue.test' }
    const { fetch, requests } = answering(
      Response.json(session(token('a', Date.now() + 3_600_000))),
      Response.json(user),
      Response.json({ ...session(token('b', Date.now() + 3_600_000)), user }),
    )
    const auth = signIn(fetch)
    await auth.joinAnonymously()
    await auth.link('ada@venue.test')
    expect(requests[1]?.method).toBe('PUT')
    expect(auth.account).toMatchObject({ id: 'u1', newEmail: 'ada@venue.test' })
  })

  it('forgets who was signed in also when Auth is away', async () => {
    const { fetch } = answering(Response.json(session(token('a', Date.now() + 3_600_000))), new TypeError('refused'))
    const store = new MemoryStore()
    const auth = signIn(fetch, new ServerClock(), store)
    await auth.joinAnonymously()
    await auth.signOut()
    expect(auth.account).toBeNull()
    expect(await auth.token()).toBeNull()
  })
})

describe('an error of Auth', () => {
  it.each([
    [{ status: 429, code: 'over_email_send_rate_limit' }, 'throttled'],
    [{ name: 'AuthRetryableFetchError', status: 0 }, 'away'],
    [{ status: 500, code: 'unexpected_failure' }, 'away'],
    [{ status: 422, code: 'anonymous_provider_disabled' }, 'not-allowed'],
    [{ status: 400, code: 'invalid_credentials' }, 'refused'],
    [{ status: 403, code: 'session_not_found' }, 'signed-out'],
    [new TypeError('x'), 'away'],
  ])('%j means %s', (error, kind) => expect(failureOf(error, null).kind).toBe(kind))

  it('is told once', () => {
    const failure = new AuthFailure('away')
    expect(failureOf(failure, null)).toBe(failure)
  })
})

describe('the fragment of an address', () => {
  it('is from a mail or not', () => {
    expect(isFromMail('#access_token=x&type=email_change')).toBe(true)
    expect(isFromMail('#error=access_denied&error_description=expired')).toBe(true)
    expect(isFromMail('#/wishes')).toBe(false)
  })
})

describe('the end of a token', () => {
  it('is read from its claims', () => expect(expiry(token('ä', NOON))).toBe(NOON))
  it('is unknown for other texts', () => {
    expect(expiry('x.y.z')).toBeNull()
    expect(expiry(null)).toBeNull()
  })
})
