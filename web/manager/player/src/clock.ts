/** The clocks of the page. Tests move them; the page uses {@link browserClock}. */
export interface Clock {
  /** Milliseconds of a clock that is never set: durations and the beginnings of songs are measured by it. */
  now(): number
  /** Milliseconds since 1970 by the clock of the device, which may be wrong and may be set at any time. */
  wall(): number
}

export const browserClock: Clock = { now: () => performance.now(), wall: () => Date.now() }

/** Difference between the wall clock and the monotonic clock, in milliseconds, from which on the clock was set or the device slept. */
export const JUMP_MS = 2000

/**
 * A monotonic time scale in wall-clock time: the wall clock when the scale began plus the monotonic time since then.
 * When somebody sets the clock or the device sleeps, a new scale begins, because the two clocks then disagree.
 */
export class TimeScale {
  /** Identifies the scale in the records that use it. */
  id: string
  private wall0: number
  private mono0: number

  constructor(private readonly clock: Clock, private readonly newId: () => string) {
    this.id = newId()
    this.wall0 = clock.wall()
    this.mono0 = clock.now()
  }

  /** The time on this scale, in milliseconds since 1970. */
  at(mono: number = this.clock.now()): number {
    return Math.round(this.wall0 + mono - this.mono0)
  }

  /** Begins a new scale when the clocks have come apart; true if so. */
  follow(): boolean {
    if (Math.abs(this.clock.wall() - this.at()) <= JUMP_MS) return false
    this.id = this.newId()
    this.wall0 = this.clock.wall()
    this.mono0 = this.clock.now()
    return true
  }
}

/**
 * How far the service's clock is ahead of a time scale, from answers of the service. An answer was sent between the request
 * and its arrival; the middle is taken. A time in milliseconds (`server_time`) replaces one in whole seconds (`Date`).
 */
export class ServerClock {
  private readonly known = new Map<string, { offset: number; exact: boolean }>()

  constructor(private readonly scale: TimeScale) {}

  /**
   * @param server the service's time, milliseconds since 1970
   * @param sent monotonic time at which the request was sent
   * @param arrived monotonic time at which the answer arrived
   * @param exact whether `server` has milliseconds
   */
  learn(server: number, sent: number, arrived: number, exact: boolean): void {
    const before = this.known.get(this.scale.id)
    if (before?.exact === true && !exact) return
    const seen = exact ? server : server + 500
    this.known.set(this.scale.id, { offset: seen - this.scale.at((sent + arrived) / 2), exact })
  }

  /** Offset of the current scale in milliseconds; undefined until the service has answered. */
  get offset(): number | undefined {
    return this.known.get(this.scale.id)?.offset
  }

  /** Offset of a scale in milliseconds; undefined when the service did not answer while it was in use. */
  offsetOf(scale: string): number | undefined {
    return this.known.get(scale)?.offset
  }

  /** Brings back the offset of an earlier scale. */
  restore(scale: string, offset: number): void {
    if (!this.known.has(scale)) this.known.set(scale, { offset, exact: true })
  }

  /** The service's time now, milliseconds since 1970; undefined until it has answered. */
  now(): number | undefined {
    const offset = this.offset
    return offset === undefined ? undefined : this.scale.at() + offset
  }
}
