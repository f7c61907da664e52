import { describe, expect, it, vi } from 'vitest'
import { Api, ApiProblem, ApiUnreachable } from '../src/api'
import { ServerClock } from '../src/clock'
import type { paths } from '../src/generated/brain-api'
import { answering, FakeTokens, problem } from './fakes'

const SONG = '6f1e2d3c-4b5a-4678-9abc-def012345678'
const KEY = '0b5c2f0e-6d1a-4a7e-9a53-2f8f5b1f7c11'

function api(fetcher: typeof fetch, tokens = new FakeTokens(), clock = new ServerClock()) {
  return new Api<paths>({ tokens, clock, language: () => 'de', fetch: fetcher })
}

describe('a call', () => {
  it('sends token, language, path, query and body', async () => {
    const { fetch, requests } = answering(Response.json({ items: [] }), Response.json({}, { status: 201 }))
    const calls = api(fetch)
    await calls.get('/api/players/{player}/songs', { path: { player: 'gar/den' }, query: { q: 'rain & sea', page: 2 } })
    await calls.post('/api/checkin', { body: { slug: 'garden' } })
    expect(requests[0]?.url).toBe('http://room.test/api/players/gar%2Fden/songs?q=rain+%26+sea&page=2')
    expect(requests[0]?.headers.get('Authorization')).toBe('Bearer first')
    expect(requests[0]?.headers.get('Accept-Language')).toBe('de')
    expect(requests[0]?.headers.get('Content-Type')).toBeNull()
    expect(requests[1]?.headers.get('Content-Type')).toBe('application/json')
    expect(await requests[1]?.text()).toBe('{"slug":"garden"}')
  })

  it('goes without a token when nobody is signed in', async () => {
    const tokens = new FakeTokens()
    tokens.current = null
    const { fetch, requests } = answering(Response.json([]))
    await api(fetch, tokens).get('/api/players')
    expect(requests[0]?.headers.has('Authorization')).toBe(false)
  })

  it('takes the time from the header Date', async () => {
    const clock = new ServerClock()
    const { fetch } = answering(new Response('[]', { headers: { Date: 'Mon, 30 Nov 2026 12:00:00 GMT' } }))
    await api(fetch, new FakeTokens(), clock).get('/api/players')
    expect(Math.abs((clock.now() ?? 0) - Date.parse('2026-11-30T12:00:00.500Z'))).toBeLessThan(1000)
  })

  it('answers nothing for 204', async () => {
    const { fetch } = answering(new Response(null, { status: 204 }))
    expect(await api(fetch).post('/api/checkout')).toBeUndefined()
  })
})

describe('a problem', () => {
  it('has its name, words and wait from the header', async () => {
    const { fetch } = answering(problem(429, 'vote-throttled', { retry_after_seconds: 400 }, { 'Retry-After': '417' }))
    const error = await api(fetch).get('/api/me').catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ status: 429, problem: 'vote-throttled', detail: 'Detail of vote-throttled.', retryAfterSeconds: 417 })
  })

  it('takes the wait from the body when the header is missing', async () => {
    const { fetch } = answering(problem(503, 'database-away', { retry_after_seconds: 2 }))
    await expect(api(fetch).get('/api/me')).rejects.toMatchObject({ retryAfterSeconds: 2 })
  })

  it('of a gateway without a service behind it is an answer that did not come', async () => {
    const { fetch } = answering(new Response('<h1>Bad Gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } }))
    await expect(api(fetch).get('/api/me')).rejects.toBeInstanceOf(ApiUnreachable)
  })

  it('that is no document keeps its status', async () => {
    const { fetch } = answering(new Response('{', { status: 500, headers: { 'Content-Type': 'application/json' } }))
    await expect(api(fetch).get('/api/me')).rejects.toMatchObject({ status: 500, problem: 'unknown' })
  })
})

describe('a refused token', () => {
  it('is renewed once and the call repeated', async () => {
    const tokens = new FakeTokens()
    const { fetch, requests } = answering(problem(401, 'unauthorized'), Response.json({ id: '1' }))
    expect(await api(fetch, tokens).get('/api/me')).toEqual({ id: '1' })
    expect(requests.map((request) => request.headers.get('Authorization'))).toEqual(['Bearer first', 'Bearer second'])
  })

  it('is not renewed a second time', async () => {
    const tokens = new FakeTokens()
    const { fetch } = answering(problem(401, 'unauthorized'), problem(401, 'unauthorized'))
    await expect(api(fetch, tokens).get('/api/me')).rejects.toMatchObject({ problem: 'unauthorized' })
    expect(tokens.renewals).toBe(1)
  })

  it('of an account that is gone is not renewed', async () => {
    const tokens = new FakeTokens()
    const { fetch } = answering(problem(401, 'account-gone'))
    await expect(api(fetch, tokens).get('/api/me')).rejects.toMatchObject({ problem: 'account-gone' })
    expect(tokens.renewals).toBe(0)
  })
})

describe('a vote', () => {
  const vote = { body: { song_id: SONG, vote_value: 5 }, idempotencyKey: KEY }

  it('is repeated once with the same key when its answer was lost', async () => {
    const { fetch, requests } = answering(new TypeError('network'), Response.json({ id: '1' }, { status: 201 }))
    await api(fetch).post('/api/votes', vote)
    expect(requests.map((request) => request.headers.get('Idempotency-Key'))).toEqual([KEY, KEY])
  })

  it('is not repeated a second time, nor after an answer', async () => {
    const lost = answering(new TypeError('network'), new TypeError('network'), Response.json({}))
    await expect(api(lost.fetch).post('/api/votes', vote)).rejects.toBeInstanceOf(ApiUnreachable)
    expect(lost.requests).toHaveLength(2)
    const refused = answering(problem(429, 'vote-throttled'))
    await expect(api(refused.fetch).post('/api/votes', vote)).rejects.toBeInstanceOf(ApiProblem)
    expect(refused.requests).toHaveLength(1)
  })

  it('without a key is not repeated', async () => {
    const { fetch, requests } = answering(new TypeError('network'), Response.json({}))
    await expect(api(fetch).post('/api/votes', { body: vote.body })).rejects.toBeInstanceOf(ApiUnreachable)
    expect(requests).toHaveLength(1)
  })
})

describe('a call without an answer', () => {
  const hanging: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))))

  it('is given up after its time', async () => {
    vi.useFakeTimers()
    const call = api(hanging).get('/api/me', { timeoutMs: 500 }).catch((e: unknown) => e)
    await vi.advanceTimersByTimeAsync(500)
    expect(await call).toMatchObject({ reason: 'timeout' })
    vi.useRealTimers()
  })

  it('ends with its signal and is then no failure of the network', async () => {
    const ended = new AbortController()
    const call = api(hanging).get('/api/me', { signal: ended.signal }).catch((e: unknown) => e)
    await Promise.resolve()
    await Promise.resolve()
    ended.abort()
    expect(await call).not.toBeInstanceOf(ApiUnreachable)
  })
})
