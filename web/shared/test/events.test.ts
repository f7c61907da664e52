import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ServerClock } from '../src/clock'
import { EventStream, type Surroundings } from '../src/events'
import type { ApiProblem } from '../src/problem'
import { FakeStream, FakeTokens, problem } from './fakes'

/** A page whose stream is answered by the test. */
class Page {
  visible = true
  online = true
  changed = () => {}
  readonly requests: { headers: Headers; signal: AbortSignal }[] = []
  readonly answers: (FakeStream | Response | Error)[] = []
  readonly events: unknown[] = []
  readonly ends: ApiProblem[] = []
  readonly tokens = new FakeTokens()
  readonly surroundings: Surroundings = {
    visible: () => this.visible,
    online: () => this.online,
    watch: (changed) => {
      this.changed = changed
      return () => (this.changed = () => {})
    },
  }
  readonly stream = new EventStream({
    url: '/api/players/garden/events',
    tokens: this.tokens,
    clock: new ServerClock(() => Date.now()),
    language: () => 'de',
    onEvent: (json) => this.events.push(json),
    onEnd: (ended) => this.ends.push(ended),
    surroundings: this.surroundings,
    random: () => 1,
    fetch: (_, init) => {
      this.requests.push({ headers: new Headers(init?.headers), signal: init?.signal as AbortSignal })
      const answer = this.answers.shift()
      if (answer === undefined || answer instanceof Error) {
        return Promise.reject(answer ?? new TypeError('no more answers'))
      }
      return Promise.resolve(answer instanceof FakeStream ? answer.response : answer)
    },
  })

  async start(...answers: (FakeStream | Response | Error)[]): Promise<void> {
    this.answers.push(...answers)
    this.stream.start()
    await settle()
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('the stream of a room', () => {
  let page: Page
  beforeEach(() => {
    vi.useFakeTimers()
    page = new Page()
  })
  afterEach(() => {
    page.stream.stop()
    vi.useRealTimers()
  })

  it('sends token and language and gives each state', async () => {
    const line = new FakeStream()
    await page.start(line)
    line.send('event: state\ndata: {"n"')
    line.send(':1}\n\n: still here\n\nevent: other\ndata: {}\n\n')
    await settle()
    expect(page.requests[0]?.headers.get('Authorization')).toBe('Bearer first')
    expect(page.requests[0]?.headers.get('Accept-Language')).toBe('de')
    expect(page.events).toEqual([{ n: 1 }])
    expect(page.stream.status).toBe('open')
  })

  it('skips an event that is no JSON and goes on', async () => {
    const line = new FakeStream()
    await page.start(line)
    line.send('event: state\ndata: {\n\nevent: state\ndata: 2\n\n')
    await settle()
    expect(page.events).toEqual([2])
  })

  it('connects again after the delay that the stream asked for when it ends', async () => {
    const line = new FakeStream()
    await page.start(line, new FakeStream())
    line.send('event: state\nretry: 3456\ndata: 1\n\n')
    line.end()
    await settle()
    expect(page.stream.status).toBe('waiting')
    await vi.advanceTimersByTimeAsync(3400)
    expect(page.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(100)
    expect(page.requests).toHaveLength(2)
    expect(page.stream.status).toBe('open')
  })

  it('connects again after 40 s of silence, and comments are no silence', async () => {
    const line = new FakeStream()
    await page.start(line, new FakeStream())
    for (let i = 0; i < 4; i++) {
      await vi.advanceTimersByTimeAsync(30_000)
      line.send(': still here\n\n')
      await settle()
    }
    expect(page.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(39_999)
    expect(page.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1001)
    expect(page.requests[0]?.signal.aborted).toBe(true)
    expect(page.requests).toHaveLength(2)
  })

  it('waits longer after each failure: 1 s, 2 s, 4 s', async () => {
    const broken = () => new TypeError('refused')
    await page.start(broken(), broken(), broken(), new FakeStream())
    const counts: number[] = []
    for (const ms of [999, 1, 1999, 1, 3999, 1]) {
      await vi.advanceTimersByTimeAsync(ms)
      counts.push(page.requests.length)
    }
    expect(counts).toEqual([1, 2, 2, 3, 3, 4])
    expect(page.stream.status).toBe('open')
  })

  it.each([
    [429, 'too-many-streams-of-one'],
    [503, 'too-many-streams'],
  ])('waits as long as Retry-After says after %i', async (status, name) => {
    await page.start(problem(status, name, {}, { 'Retry-After': '17' }), new FakeStream())
    expect(page.stream.status).toBe('waiting')
    expect(page.stream.problem?.problem).toBe(name)
    expect(page.stream.wait?.secondsLeft).toBe(17)
    await vi.advanceTimersByTimeAsync(16_999)
    expect(page.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(page.requests).toHaveLength(2)
    expect(page.stream.problem).toBeNull()
  })

  it('does not shorten the wait of Retry-After when the page is shown again', async () => {
    await page.start(problem(503, 'too-many-streams', {}, { 'Retry-After': '17' }), new FakeStream())
    page.changed()
    await settle()
    expect(page.requests).toHaveLength(1)
  })

  it('connects again with a renewed token, and not when the token is the same', async () => {
    await page.start(new FakeStream(), new FakeStream())
    page.stream.tokenRenewed('first')
    await settle()
    expect(page.requests).toHaveLength(1)
    page.tokens.current = 'second'
    page.stream.tokenRenewed('second')
    await settle()
    expect(page.requests.map((request) => request.headers.get('Authorization'))).toEqual(['Bearer first', 'Bearer second'])
    expect(page.requests[0]?.signal.aborted).toBe(true)
  })

  it('renews a token that was refused, once', async () => {
    await page.start(problem(401, 'unauthorized'), new FakeStream())
    expect(page.tokens.renewals).toBe(1)
    expect(page.stream.status).toBe('open')
  })

  it('closes while the page is hidden and connects at once when it is shown', async () => {
    await page.start(new FakeStream(), new FakeStream())
    page.visible = false
    page.changed()
    expect(page.stream.status).toBe('paused')
    expect(page.requests[0]?.signal.aborted).toBe(true)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(page.requests).toHaveLength(1)
    page.visible = true
    page.changed()
    await settle()
    expect(page.requests).toHaveLength(2)
  })

  it('does not try without a network, and tries at once when it is back', async () => {
    page.online = false
    await page.start(new FakeStream())
    expect(page.stream.status).toBe('paused')
    expect(page.requests).toHaveLength(0)
    page.online = true
    page.changed()
    await settle()
    expect(page.stream.status).toBe('open')
  })

  it.each([
    [404, 'unknown-player'],
    [403, 'foreign-origin'],
    [401, 'account-gone'],
  ])('stays closed after %i %s', async (status, name) => {
    await page.start(problem(status, name), new FakeStream())
    await vi.advanceTimersByTimeAsync(300_000)
    expect(page.ends.map((ended) => ended.problem)).toEqual([name])
    expect(page.requests).toHaveLength(1)
    expect(page.stream.status).toBe('closed')
  })

  it('is silent after it was stopped', async () => {
    const line = new FakeStream()
    await page.start(line, new FakeStream())
    page.stream.stop()
    page.changed()
    page.stream.reconnect()
    await vi.advanceTimersByTimeAsync(300_000)
    expect(page.requests).toHaveLength(1)
  })
})
