import { beforeEach, describe, expect, it } from 'vitest'
import { ServerClock, TimeScale } from '../src/clock'
import { Outbox, type Play } from '../src/outbox'
import type { DeviceApi, Refusal } from '../src/protocol'
import { MemoryStore } from '../src/store'
import type { Report } from '../src/wire'
import { START, TestClock, uuid } from './world'

const ROOM = uuid(1)

class Api implements Pick<DeviceApi, 'plays'> {
  calls: Report[][] = []
  times: number[] = []
  refusal: Refusal | null = null

  plays: DeviceApi['plays'] = async (reports, time) => {
    this.calls.push(structuredClone(reports))
    this.times.push(time)
    return this.refusal ?? { results: reports.map((report) => ({ play_id: report.play_id, result: 'recorded' as const, reason: null })) }
  }
}

const refusal = (kind: Refusal['kind'], status: number): Refusal => ({ kind, status, retryAfter: null, detail: 'no' })

describe('the outbox', () => {
  let clock: TestClock
  let store: MemoryStore
  let api: Api
  let scales = 0

  beforeEach(() => {
    clock = new TestClock()
    store = new MemoryStore()
    api = new Api()
  })

  async function page(): Promise<{ outbox: Outbox; server: ServerClock; scale: TimeScale }> {
    const scale = new TimeScale(clock, () => `scale-${scales++}`)
    const server = new ServerClock(scale)
    const outbox = new Outbox(store, scale, server)
    await outbox.open()
    return { outbox, server, scale }
  }

  const connect = (server: ServerClock): void => server.learn(clock.server, clock.now(), clock.now(), true)
  const play = (scale: TimeScale, n = 1, more: Partial<Play> = {}): Play =>
    ({ playId: uuid(n), roomId: ROOM, songId: uuid(50), queueId: null, startedAt: scale.at(), scale: scale.id, serverStart: null, ...more })

  it('keeps a report until it was answered, also over a reload', async () => {
    const { outbox, scale } = await page()
    await outbox.start(play(scale))
    const again = await page()
    expect(again.outbox.waiting).toBe(1)
    connect(again.server)
    api.refusal = refusal('away', 0)
    expect(await again.outbox.send(api, ROOM)).toMatchObject({ kind: 'wait' })
    expect(await store.countReports()).toBe(1)
    api.refusal = null
    expect(await again.outbox.send(api, ROOM)).toEqual({ kind: 'sent' })
    expect(await store.countReports()).toBe(0)
    expect(again.outbox.waiting).toBe(0)
  })

  it('sends nothing before the time of the service is known', async () => {
    const { outbox, scale } = await page()
    await outbox.start(play(scale))
    expect(await outbox.send(api, ROOM)).toEqual({ kind: 'unknown-time' })
    expect(api.calls).toHaveLength(0)
  })

  it('sends the same again when an answer was lost, though the clock is known better then and the page was reloaded', async () => {
    const { outbox, server, scale } = await page()
    const one = play(scale)
    await outbox.start(one)
    clock.mono += 60_000
    await outbox.end(one, scale.at(), 'finished')
    server.learn(clock.server + 700, clock.now(), clock.now(), false)
    api.refusal = refusal('away', 0)
    await outbox.send(api, ROOM)
    connect(server)
    await outbox.send(api, ROOM)
    const again = await page()
    connect(again.server)
    await again.outbox.send(api, ROOM)
    expect(api.calls).toHaveLength(3)
    expect(api.calls[1]).toEqual(api.calls[0])
    expect(api.calls[2]).toEqual(api.calls[0])
  })

  it('tells the times by the clock of the service, whatever the clock of the device says', async () => {
    clock.wrong = -40 * 365 * 24 * 3600_000
    const { outbox, server, scale } = await page()
    const one = play(scale)
    await outbox.start(one)
    clock.mono += 60_000
    await outbox.end(one, scale.at(), 'finished')
    connect(server)
    await outbox.send(api, ROOM)
    expect(api.calls[0]?.[1]).toMatchObject({ started_at: new Date(START).toISOString(), ended_at: new Date(START + 60_000).toISOString() })
    expect(api.times[0]).toBe(START + 60_000)
  })

  it('is not misled when the clock is set in the middle of a song', async () => {
    const { outbox, server, scale } = await page()
    connect(server)
    const one = play(scale)
    await outbox.start(one)
    clock.mono += 60_000
    clock.wrong = 3 * 3600_000
    expect(scale.follow()).toBe(true)
    connect(server)
    await outbox.end(one, one.startedAt + 60_000, 'finished')
    await outbox.send(api, ROOM)
    expect(api.calls[0]?.[1]).toMatchObject({ started_at: new Date(START).toISOString(), ended_at: new Date(START + 60_000).toISOString() })
  })

  it('tells one start for a play in both of its reports', async () => {
    const { outbox, server, scale } = await page()
    const one = play(scale)
    await outbox.start(one)
    server.learn(clock.server + 700, clock.now(), clock.now(), false)
    await outbox.send(api, ROOM)
    connect(server)
    await outbox.end(one, scale.at() + 60_000, 'finished')
    await outbox.send(api, ROOM)
    expect(api.calls[1]?.[0]?.started_at).toBe(api.calls[0]?.[0]?.started_at)
  })

  it('sends 500 at once, the oldest first', async () => {
    const { outbox, server, scale } = await page()
    for (let n = 0; n < 501; n++) await outbox.start(play(scale, n))
    connect(server)
    await outbox.send(api, ROOM)
    await outbox.send(api, ROOM)
    expect(api.calls.map((call) => call.length)).toEqual([500, 1])
    expect(api.calls[0]?.[0]?.play_id).toBe(uuid(0))
  })

  it('halves a batch that cannot be read until the wrong report is alone, and sends all others', async () => {
    const { outbox, server, scale } = await page()
    for (let n = 0; n < 8; n++) await outbox.start(play(scale, n))
    connect(server)
    const picky: Pick<DeviceApi, 'plays'> = {
      plays: async (reports, time) => reports.some((report) => report.play_id === uuid(5)) ? refusal('refused', 400) : api.plays(reports, time),
    }
    for (let turn = 0; turn < 20; turn++) await outbox.send(picky, ROOM)
    expect(api.calls.flat().map((report) => report.play_id).sort()).toEqual([0, 1, 2, 3, 4, 6, 7].map(uuid))
    expect(outbox.rejected).toBe(1)
    expect(await store.countReports()).toBe(0)
  })

  it('keeps all when the token is refused', async () => {
    const { outbox, server, scale } = await page()
    await outbox.start(play(scale))
    connect(server)
    api.refusal = refusal('unauthorized', 401)
    expect(await outbox.send(api, ROOM)).toEqual({ kind: 'token' })
    expect(await store.countReports()).toBe(1)
  })

  it('does not send what is older than seven days', async () => {
    const { outbox, server, scale } = await page()
    await outbox.start(play(scale, 1))
    clock.mono += 7 * 24 * 3600_000 + 1000
    await outbox.start(play(scale, 2))
    connect(server)
    await outbox.send(api, ROOM)
    expect(api.calls.flat().map((report) => report.play_id)).toEqual([uuid(2)])
    expect(outbox.lastReason).toBe('too-old')
  })

  it('does not report plays of another room with the token of this one', async () => {
    const { outbox, server, scale } = await page()
    await outbox.start(play(scale, 1, { roomId: uuid(2) }))
    connect(server)
    await outbox.send(api, ROOM)
    expect(api.calls).toHaveLength(0)
    expect(outbox.rejected).toBe(1)
  })

  it('never ends a play before it starts', async () => {
    const { outbox, server, scale } = await page()
    connect(server)
    await outbox.end(play(scale), scale.at() - 5000, 'interrupted')
    await outbox.send(api, ROOM)
    expect(api.calls[0]?.[0]?.ended_at).toBe(api.calls[0]?.[0]?.started_at)
  })
})
