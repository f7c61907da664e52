import { describe, expect, it } from 'vitest'
import { DeviceApi, isToken } from '../src/protocol'
import { readManifest, readPoll } from '../src/wire'
import { entry, song, uuid, wire } from './world'

const POLL = {
  player: { id: uuid(1), name: 'Lobby', volume_db: -2, paused: false, open: true, skip: null, crossfade_seconds: 4, presence: { code: '042917', valid_until: '2026-03-02T14:35:00Z' } },
  current: null,
  next: [{ ...wire(song(1)), queue_id: entry(1).queueId, type: 'soundscape', position: 1 }],
  server_time: '2026-03-02T14:30:00.250Z',
}

function api(answer: Response | Error, calls: { url: string; init: RequestInit }[] = []): DeviceApi {
  return new DeviceApi('', () => 'the-token', () => 0, async (url, init) => {
    calls.push({ url: String(url), init: init ?? {} })
    if (answer instanceof Error) throw answer
    return answer
  })
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })

describe('a poll', () => {
  it('reads what has changed, the tag, and when to ask again', async () => {
    const answer = await api(json(POLL, 200, { ETag: '"a"', 'Roomtone-Poll-After': '4.7' })).poll(null)
    expect(answer).toMatchObject({ kind: 'changed', etag: '"a"', after: 4.7, poll: { room: { name: 'Lobby', crossfadeSeconds: 4, joinUrl: null }, next: [{ songId: uuid(1) }] } })
    if (answer.kind === 'changed') expect(answer.timing).toMatchObject({ server: Date.parse('2026-03-02T14:30:00.250Z'), exact: true })
  })

  it('takes the name of its span, if the service records it', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    expect(await api(json(POLL, 200, { traceparent })).poll(null)).toMatchObject({ traceparent })
    expect(await api(json(POLL)).poll(null)).toMatchObject({ traceparent: null })
  })

  it('sends the token in its header, the tag unchanged, and no cookie', async () => {
    const calls: { url: string; init: RequestInit }[] = []
    await api(new Response(null, { status: 304, headers: { 'Roomtone-Poll-After': '70.1', Date: 'Mon, 02 Mar 2026 14:30:00 GMT' } }), calls).poll('"a/b"')
    const headers = new Headers(calls[0]?.init.headers)
    expect(headers.get('X-API-Key')).toBe('the-token')
    expect(headers.get('If-None-Match')).toBe('"a/b"')
    expect(calls[0]?.init.credentials).toBe('omit')
    expect(calls[0]?.url).toBe('/api/player/poll')
  })

  it('reads that nothing has changed', async () => {
    const headers = { 'Roomtone-Poll-After': '70.1', Date: 'Mon, 02 Mar 2026 14:30:00 GMT' }
    expect(await api(new Response(null, { status: 304, headers })).poll('"a"')).toMatchObject({ kind: 'unchanged', after: 70.1, timing: { server: Date.parse('2026-03-02T14:30:00Z'), exact: false } })
  })

  it.each([
    [json({ detail: 'no' }, 401), { kind: 'unauthorized', status: 401, detail: 'no' }],
    [json({}, 429, { 'Retry-After': '7' }), { kind: 'wait', retryAfter: 7 }],
    [json({}, 503, { 'Retry-After': '2' }), { kind: 'wait', retryAfter: 2 }],
    [json({}, 500), { kind: 'away', retryAfter: null }],
    [json({}, 403), { kind: 'refused' }],
    [json('not a poll'), { kind: 'away' }],
    [new Response('<html>', { status: 200 }), { kind: 'away' }],
    [new TypeError('Failed to fetch'), { kind: 'away', status: 0 }],
  ])('says why there is no answer, %#', async (answer, expected) => {
    expect(await api(answer).poll(null)).toMatchObject(expected)
  })
})

describe('what is read', () => {
  it('leaves out entries that cannot be read', () => {
    const next = [...POLL.next, { ...POLL.next[0], queue_id: '../x' }, { ...POLL.next[0], sha256: '../etc' }, { ...POLL.next[0], url: 7 }]
    expect(readPoll({ ...POLL, next })?.next).toHaveLength(1)
  })

  it('names files without a hash by their song', () => {
    expect(readPoll({ ...POLL, next: [{ ...POLL.next[0], sha256: null }] })?.next[0]?.key).toBe(`song-${uuid(1)}`)
  })

  it('takes the link of the room, if it is a web address, and the opening time', () => {
    const joinUrl = 'https://listen.example.org/?player=lobby'
    const room = readPoll({ ...POLL, player: { ...POLL.player, join_url: joinUrl, opens_at: '2026-03-03T08:00:00Z' } })?.room
    expect(readPoll({ ...POLL, player: { ...POLL.player, join_url: 'javascript:alert(1)' } })?.room.joinUrl).toBeNull()
    expect(room).toMatchObject({ joinUrl, opensAt: Date.parse('2026-03-03T08:00:00Z'), presence: { code: '042917' } })
  })

  it('reads a page of the manifest', () => {
    expect(readManifest({ items: [wire(song(3))], page: 1, size: 200, total: 1, revision: 'r' })?.items[0]).toEqual(song(3))
    expect(readManifest({ items: 'none' })).toBeNull()
  })
})

describe('plays and pairing', () => {
  it('sends plays with the time by which they are meant', async () => {
    const calls: { url: string; init: RequestInit }[] = []
    await api(json([]), calls).plays([{ play_id: uuid(1), song_id: uuid(2), started_at: 'x' }], Date.parse('2026-03-02T14:30:00Z'))
    expect(new Headers(calls[0]?.init.headers).get('Roomtone-Device-Time')).toBe('2026-03-02T14:30:00.000Z')
  })

  it('pairs without a token', async () => {
    const calls: { url: string; init: RequestInit }[] = []
    await api(json({}, 201), calls).pair(null)
    expect(new Headers(calls[0]?.init.headers).has('X-API-Key')).toBe(false)
    expect(calls[0]?.init.body).toBe('{}')
  })

  it('knows what can be a token', () => {
    expect(isToken('a'.repeat(64))).toBe(true)
    expect(['', 'a b', 'a\n', 'ä', 'a'.repeat(201)].some(isToken)).toBe(false)
  })
})
