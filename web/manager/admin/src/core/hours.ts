import { DAYS, type Day, type OpeningHours } from './types'

/** A span of a day as the editor shows it; times are `HH:MM`. */
export interface Span {
  readonly from: string
  readonly to: string
}

export type Week = Readonly<Record<Day, readonly Span[]>>

/** The most spans of a day that the API takes. */
export const MAX_SPANS = 10

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/

/** What is wrong with a span. */
export type SpanProblem = 'time' | 'overlap'

export const EMPTY_WEEK: Week = Object.fromEntries(DAYS.map((day) => [day, []])) as unknown as Week

/** Opening hours as an editor shows them; a room that is always open has an empty week. */
export function weekOf(hours: OpeningHours): Week {
  return Object.fromEntries(DAYS.map((day) => [day, (hours?.[day] ?? []).map(([from, to]) => ({ from, to }))])) as unknown as Week
}

/** Opening hours as the API takes them; days without a span are left out, which means closed. */
export function hoursOf(week: Week): NonNullable<OpeningHours> {
  return Object.fromEntries(DAYS.filter((day) => week[day].length > 0).map((day) => [day, week[day].map(({ from, to }) => [from, to] as const)]))
}

/** Adds a span to a day: a working day at first, then what follows the last span. */
export function addSpan(week: Week, day: Day): Week {
  const last = week[day].at(-1)
  const span = last === undefined ? { from: '09:00', to: '18:00' } : { from: last.to === '24:00' ? '00:00' : last.to, to: '24:00' }
  return week[day].length >= MAX_SPANS ? week : { ...week, [day]: [...week[day], span] }
}

export function changeSpan(week: Week, day: Day, index: number, change: Partial<Span>): Week {
  return { ...week, [day]: week[day].map((span, i) => (i === index ? { ...span, ...change } : span)) }
}

export function removeSpan(week: Week, day: Day, index: number): Week {
  return { ...week, [day]: week[day].filter((_, i) => i !== index) }
}

/** Gives other days the spans of one day. */
export function copyDay(week: Week, from: Day, to: readonly Day[]): Week {
  return { ...week, ...Object.fromEntries(to.map((day) => [day, week[from]])) }
}

/** Whether a span runs into the next day. */
export function crossesMidnight({ from, to }: Span): boolean {
  return TIME.test(from) && TIME.test(to) && minutes(to) <= minutes(from)
}

/** Says what is wrong with a span of a day; null when nothing is. */
export function spanProblem(week: Week, day: Day, index: number): SpanProblem | null {
  const span = week[day][index]
  if (span === undefined || !TIME.test(span.from) || !TIME.test(span.to) || span.from === '24:00') {
    return 'time'
  }
  const overlaps = week[day].some((other, i) => i < index && isTime(other) && overlap(range(other), range(span)))
  return overlaps ? 'overlap' : null
}

/** Whether all of a week can be sent. */
export function isValid(week: Week): boolean {
  return DAYS.every((day) => week[day].every((_, i) => spanProblem(week, day, i) !== 'time'))
}

function isTime({ from, to }: Span): boolean {
  return TIME.test(from) && TIME.test(to)
}

function range(span: Span): readonly [number, number] {
  const from = minutes(span.from)
  const to = minutes(span.to)
  return [from, to <= from ? to + 1440 : to]
}

function overlap([a, b]: readonly [number, number], [c, d]: readonly [number, number]): boolean {
  return a < d && c < b
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** All timezones that the browser knows, with the one that is set, and UTC. */
export function timezones(current: string): readonly string[] {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  return [...new Set([...known, 'UTC', current])].sort()
}
