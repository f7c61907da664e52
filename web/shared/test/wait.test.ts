import { describe, expect, it } from 'vitest'
import { backOff, clockText, retryAfter, Wait } from '../src/wait'

describe('a wait', () => {
  it('counts whole seconds down to 0 and not below', () => {
    let time = 0
    const wait = new Wait(3, () => time)
    expect(wait.secondsLeft).toBe(3)
    time = 1
    expect(wait.secondsLeft).toBe(3)
    time = 2000
    expect(wait.secondsLeft).toBe(1)
    expect(wait.isOver).toBe(false)
    time = 3000
    expect(wait.secondsLeft).toBe(0)
    expect(wait.isOver).toBe(true)
    time = 9000
    expect(wait.secondsLeft).toBe(0)
  })
})

describe('Retry-After', () => {
  it('is read as seconds', () => expect(retryAfter(' 417 ', null)).toBe(417))
  it('is read as a date of the server', () =>
    expect(retryAfter('Mon, 30 Nov 2026 12:01:00 GMT', Date.parse('2026-11-30T12:00:00Z'))).toBe(60))
  it('is not read by the clock of the phone', () => expect(retryAfter('Mon, 30 Nov 2026 12:01:00 GMT', null)).toBeNull())
  it('is nothing when it is missing or senseless', () => {
    expect(retryAfter(null, 0)).toBeNull()
    expect(retryAfter('soon', 0)).toBeNull()
    expect(retryAfter('-5', null)).toBeNull()
  })
})

describe('clock text', () => {
  it.each([
    [0, '0:00'],
    [9.9, '0:09'],
    [417, '6:57'],
    [3600, '1:00:00'],
    [-3, '0:00'],
  ])('writes %s s as %s', (seconds, text) => expect(clockText(seconds)).toBe(text))
})

describe('back-off', () => {
  it('doubles up to a minute', () => {
    expect([1, 2, 3, 4, 9, 500].map((failures) => backOff(failures, () => 1))).toEqual([1, 2, 4, 8, 60, 60])
  })
  it('leaves out up to a half at random', () => expect(backOff(3, () => 0)).toBe(2))
})
