import { beforeEach, describe, expect, it } from 'vitest'
import { song, World } from './world'

const POLL = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

describe('a report', () => {
  let world: World

  beforeEach(() => {
    world = new World()
    world.fill()
    world.manager.traceparent = POLL
  })

  it('names the poll that brought an entry in the reports of its play, also after a reload', async () => {
    await world.open()
    await world.run(30)
    world.manager.traceparent = null
    world.manager.changed()
    await world.run(10)
    await world.open()
    await world.run(100)
    const named = world.manager.plays.filter((report) => report.traceparent !== undefined)
    expect(named.map((report) => [report.song_id, report.outcome ?? 'start', report.traceparent])).toEqual(
      ['start', 'finished'].map((what) => [song(1).songId, what, POLL]))
    expect(world.reports('start').length).toBeGreaterThan(2)
  })

  it('names no poll in the report of a song that the device chose itself', async () => {
    world.manager.next = []
    await world.open()
    await world.run(60)
    world.manager.online = false
    await world.run(60)
    world.manager.online = true
    await world.run(60)
    expect(world.reports('start').map((report) => report.traceparent)).toContain(undefined)
    expect(world.reports('start').every((report) => report.queue_id !== null || report.traceparent === undefined)).toBe(true)
  })
})
