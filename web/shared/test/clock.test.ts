import { describe, expect, it } from 'vitest'
import { ServerClock } from '../src/clock'

const NOON = Date.parse('2026-11-30T12:00:00Z')

describe('the clock of the server', () => {
  it('is unknown until an answer has told it', () => {
    const clock = new ServerClock(() => 0)
    expect(clock.now()).toBeNull()
    expect(clock.until('2026-11-30T12:00:00Z')).toBeNull()
  })

  it('counts on with monotonic time and takes half of the round trip as the way back', () => {
    let time = 1000
    const clock = new ServerClock(() => time)
    const sentAt = time
    time += 200
    clock.observe('2026-11-30T12:00:00Z', sentAt)
    expect(clock.now()).toBe(NOON + 100)
    time += 5000
    expect(clock.now()).toBe(NOON + 5100)
    expect(clock.until('2026-11-30T12:00:10Z')).toBe(4900)
  })

  it('prefers a reading with a shorter round trip to one that took long', () => {
    let time = 0
    const clock = new ServerClock(() => time)
    clock.observe('2026-11-30T12:00:00Z', time)
    time = 4000
    clock.observe('2026-11-30T12:00:03.500Z', 3000)
    expect(clock.now()).toBe(NOON + 4000)
  })

  it('believes a whole second of a header Date less than server_time', () => {
    let time = 0
    const clock = new ServerClock(() => time)
    clock.observe('2026-11-30T12:00:00.900Z', time)
    time = 10
    clock.observeHeader('Mon, 30 Nov 2026 12:00:00 GMT', time)
    expect(clock.now()).toBe(NOON + 910)
  })

  it('follows the server after a sleep that monotonic time did not count', () => {
    let time = 0
    const clock = new ServerClock(() => time)
    clock.observe('2026-11-30T12:00:00Z', time)
    time = 1000
    clock.observeHeader('Mon, 30 Nov 2026 13:00:00 GMT', time)
    expect(clock.now()).toBe(NOON + 3_600_500)
  })

  it('ignores what is no time', () => {
    const clock = new ServerClock(() => 0)
    clock.observe('soon', 0)
    clock.observeHeader(null, 0)
    expect(clock.now()).toBeNull()
  })
})
