import { describe, expect, it } from 'vitest'
import { decodesWhole } from '../src/audio'
import { factor, fadeCurve, gainDb, nextStart, overlapSeconds, positionSeconds, resumesPlay, timesOf } from '../src/schedule'

describe('the crossfade schedule', () => {
  it('overlaps by the setting, but by no more than a third of either song', () => {
    expect(overlapSeconds(6, 180, 180)).toBe(6)
    expect(overlapSeconds(30, 60, 180)).toBe(20)
    expect(overlapSeconds(30, 180, 12)).toBe(4)
    expect(overlapSeconds(0, 180, 180)).toBe(0)
  })

  it('starts the next song when the overlap is left', () => {
    expect(nextStart(timesOf(10_000, 60), 6)).toBe(64_000)
    expect(nextStart(timesOf(10_000, 60), 0)).toBe(70_000)
  })

  it('fades with equal power', () => {
    const rise = fadeCurve('in')
    const fall = fadeCurve('out')
    for (let i = 0; i < rise.length; i++) expect((rise[i] as number) ** 2 + (fall[i] as number) ** 2).toBeCloseTo(1, 5)
    expect(rise[0]).toBe(0)
    expect(fall.at(-1)).toBeCloseTo(0, 6)
  })

  it('adds the gain of the song and the room, and never lifts a peak above −1 dBFS', () => {
    expect(gainDb(-3, -2, null)).toBe(-5)
    expect(gainDb(-3, 12, 0.5)).toBeCloseTo(5.02, 2)
    expect(0.5 * factor(gainDb(-3, 12, 0.5))).toBeCloseTo(factor(-1), 6)
    expect(gainDb(-3, 0, 0.5)).toBe(-3)
    expect(gainDb(2, 0, 0)).toBe(2)
  })

  it('goes on in a looped file where it would be', () => {
    expect(positionSeconds(130, 60, true)).toBe(10)
    expect(positionSeconds(130, 300, false)).toBe(130)
    expect(positionSeconds(130, null, true)).toBe(130)
    expect(positionSeconds(-2, 60, true)).toBe(0)
  })

  it('continues a play after a short gap only, and not when hardly anything is left', () => {
    expect(resumesPlay(30, 3, 180)).toBe(true)
    expect(resumesPlay(30, 61, 180)).toBe(false)
    expect(resumesPlay(177, 3, 180)).toBe(false)
    expect(resumesPlay(-5, 0, 180)).toBe(false)
    expect(resumesPlay(-1, 0, 180)).toBe(true)
  })

  it('decodes only what is short when it is decoded', () => {
    expect(decodesWhole(4_000_000, 60, 48_000)).toBe(true)
    expect(decodesWhole(9_000_000, 600, 48_000)).toBe(false)
    expect(decodesWhole(11 * 1024 * 1024, 30, 48_000)).toBe(false)
    expect(decodesWhole(1000, null, 48_000)).toBe(false)
  })
})
