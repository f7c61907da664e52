import type { PlayRecord } from './types'

/** A stretch of a day in which something played; `left` and `width` are shares of the day. */
export interface Stretch {
  readonly left: number
  readonly width: number
  readonly play: PlayRecord
}

const DAY_MS = 86_400_000

/** The day of a time in a player's timezone, `YYYY-MM-DD`, as the API writes local times. */
export function localDay(local: string): string {
  return local.slice(0, 10)
}

/**
 * Places plays on the picture of a day, in the local time of the room. A play that began the day before or ends the day after is cut.
 *
 * @param day `YYYY-MM-DD`
 */
export function stretches(plays: readonly PlayRecord[], day: string): Stretch[] {
  const begin = Date.parse(`${day}T00:00:00Z`)
  return plays.flatMap((play) => {
    const from = wall(play.started_local)
    const to = play.ended_local === null ? from + 1000 * (play.seconds ?? 60) : wall(play.ended_local)
    const left = Math.max(0, (from - begin) / DAY_MS)
    const right = Math.min(1, (to - begin) / DAY_MS)
    return right <= left || Number.isNaN(right - left) ? [] : [{ left, width: right - left, play }]
  })
}

/** A local time as if it were UTC, so that a picture of the day follows the clock on the wall. */
function wall(local: string): number {
  return Date.parse(`${local.slice(0, 19)}Z`)
}

/** The bounds of a local day as instants, for the query of the history. */
export function dayBounds(day: string, timeZone: string): { readonly from: string; readonly to: string } {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
  return { from: midnight(day, timeZone), to: midnight(next, timeZone) }
}

/** The instant at which a local day begins. */
export function midnight(day: string, timeZone: string): string {
  const asUtc = Date.parse(`${day}T00:00:00Z`)
  // The offset at the guess is right unless it changes between both; then the second round finds it.
  let instant = asUtc
  for (let round = 0; round < 2; round++) {
    instant = asUtc - offset(instant, timeZone)
  }
  return new Date(instant).toISOString()
}

/** How much the local time is ahead of UTC, in ms. */
function offset(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(instant)
  const value = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  return Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second')) - Math.floor(instant / 1000) * 1000
}

/** Today in a timezone, `YYYY-MM-DD`. */
export function today(now: number, timeZone: string): string {
  return new Date(now + offset(now, timeZone)).toISOString().slice(0, 10)
}
