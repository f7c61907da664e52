import { describe, expect, it } from 'vitest'
import { addSpan, changeSpan, copyDay, crossesMidnight, EMPTY_WEEK, hoursOf, isValid, removeSpan, spanProblem, timezones, weekOf } from '../src/core/hours'
import { DAYS } from '../src/core/types'
import { completed } from '../src/views/hours'

const HOURS = { mon: [['08:00', '20:00']], fri: [['12:00', '14:00'], ['20:00', '02:00']] } as const

describe('opening hours', () => {
  it('come back from the editor as they went in', () => {
    expect(hoursOf(weekOf(HOURS))).toEqual(HOURS)
    expect(hoursOf(weekOf(null))).toEqual({})
  })

  it('of a day without a span are closed', () => {
    const week = removeSpan(weekOf(HOURS), 'mon', 0)
    expect(hoursOf(week)).toEqual({ fri: HOURS.fri })
    expect(isValid(week)).toBe(true)
  })

  it('may run over midnight', () => {
    expect(crossesMidnight({ from: '20:00', to: '02:00' })).toBe(true)
    expect(crossesMidnight({ from: '20:00', to: '20:00' })).toBe(true)
    expect(crossesMidnight({ from: '00:00', to: '24:00' })).toBe(false)
  })

  it('are copied to other days', () => {
    const week = copyDay(weekOf(HOURS), 'fri', DAYS)
    expect(hoursOf(week)['sun']).toEqual(HOURS.fri)
  })

  it('grow by a working day, then by what follows it, up to ten spans', () => {
    let week = addSpan(EMPTY_WEEK, 'tue')
    expect(week.tue).toEqual([{ from: '09:00', to: '18:00' }])
    week = addSpan(week, 'tue')
    expect(week.tue[1]).toEqual({ from: '18:00', to: '24:00' })
    for (let i = 0; i < 20; i++) {
      week = addSpan(week, 'tue')
    }
    expect(week.tue).toHaveLength(10)
  })

  it.each([
    ['25:00', '26:00', 'time'],
    ['', '10:00', 'time'],
    ['24:00', '10:00', 'time'],
    ['8:00', '10:00', 'time'],
    ['13:00', '15:00', 'overlap'],
    ['23:00', '01:00', null],
    ['14:00', '24:00', null],
  ])('from %s to %s after 12:00 to 14:00 have the problem %s', (from, to, problem) => {
    const week = { ...EMPTY_WEEK, mon: [{ from: '12:00', to: '14:00' }, { from, to }] }
    expect(spanProblem(week, 'mon', 1)).toBe(problem)
    expect(isValid(week)).toBe(problem !== 'time')
  })

  it('over midnight overlap with what begins before midnight', () => {
    const week = { ...EMPTY_WEEK, mon: [{ from: '20:00', to: '02:00' }, { from: '22:00', to: '23:00' }] }
    expect(spanProblem(week, 'mon', 1)).toBe('overlap')
  })

  it('change one time of one span', () => {
    expect(hoursOf(changeSpan(weekOf(HOURS), 'fri', 1, { to: '03:00' })).fri).toEqual([['12:00', '14:00'], ['20:00', '03:00']])
  })

  it('are completed when they are typed short', () => {
    expect(['9', '930', '9:30', ' 21.15 ', '0800', 'noon', '99'].map(completed)).toEqual(['09:00', '09:30', '09:30', '21:15', '08:00', 'noon', '99:00'])
  })
})

describe('timezones', () => {
  it('hold the one that is set although the browser may not know it', () => {
    expect(timezones('Mars/Olympus')).toContain('Mars/Olympus')
    expect(timezones('UTC').filter((zone) => zone === 'UTC')).toHaveLength(1)
  })
})
