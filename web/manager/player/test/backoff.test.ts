import { describe, expect, it } from 'vitest'
import { Loop, retryAfterSeconds, waitSeconds } from '../src/backoff'

describe('waiting after failures', () => {
  it('doubles up to a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 99].map((failures) => waitSeconds(failures, null, 0))).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
  })

  it('adds up to a fifth at random', () => {
    expect(waitSeconds(4, null, 0.5)).toBeCloseTo(8.8)
    expect(waitSeconds(4, null, 0.999)).toBeLessThan(9.6)
  })

  it('does what Retry-After says', () => {
    expect(waitSeconds(9, 2, 0)).toBe(2)
    expect(retryAfterSeconds('17')).toBe(17)
    expect(retryAfterSeconds('999999')).toBe(3600)
    expect(retryAfterSeconds('soon')).toBeNull()
    expect(retryAfterSeconds(null)).toBeNull()
  })
})

describe('a loop', () => {
  it('does its work when it is due, once for a long sleep', async () => {
    let now = 0
    let done = 0
    const loop = new Loop(() => now, async () => { done++; return 5 }, () => undefined)
    await loop.tick()
    now = 4999
    await loop.tick()
    expect(done).toBe(1)
    now = 8 * 3600_000
    await loop.tick()
    await loop.tick()
    expect(done).toBe(2)
  })

  it('goes on after an error, later each time', async () => {
    let now = 0
    const errors: unknown[] = []
    const loop = new Loop(() => now, async () => { throw new Error('no') }, (error) => errors.push(error), () => 0)
    await loop.tick()
    expect(loop.dueAt).toBe(1000)
    now = 1000
    await loop.tick()
    expect(loop.dueAt).toBe(3000)
    expect(errors).toHaveLength(2)
  })

  it('does not start its work twice at once', async () => {
    let started = 0
    let finish = (): void => undefined
    const loop = new Loop(() => 0, () => new Promise<number>((resolve) => { started++; finish = () => resolve(1) }), () => undefined)
    const first = loop.tick()
    await loop.tick()
    expect(started).toBe(1)
    finish()
    await first
  })
})
