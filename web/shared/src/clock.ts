/** How far a clock may drift from the server's, in ms for each ms that passes. */
const DRIFT = 0.0002

interface Reading {
  /** The server's time minus the monotonic time, in ms. */
  readonly offset: number
  /** How wrong the offset may be, in ms. */
  readonly error: number
  /** The monotonic time of the reading. */
  readonly at: number
}

/**
 * The server's time as far as its answers have told it. It counts on with the browser's monotonic time, so that the clock of the phone,
 * which may be hours wrong, plays no part.
 */
export class ServerClock {
  readonly #monotonic: () => number
  #reading: Reading | null = null

  /** @param monotonic a time in ms that never goes back */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic
  }

  /** A time in ms that never goes back; for time-outs and countdowns. */
  monotonic(): number {
    return this.#monotonic()
  }

  /** The server's time in ms since 1970, or null while no answer has told it. */
  now(): number | null {
    return this.#reading === null ? null : this.#monotonic() + this.#reading.offset
  }

  /** The ms from now until an instant of the server, negative when it is over; null while the server's time is unknown. */
  until(instant: string): number | null {
    const now = this.now()
    return now === null ? null : Date.parse(instant) - now
  }

  /**
   * Takes a time that an answer told.
   *
   * @param instant the server's time, ISO 8601
   * @param sentAt the monotonic time at which the question was sent
   */
  observe(instant: string, sentAt: number): void {
    this.#take(Date.parse(instant), sentAt, 0)
  }

  /** Takes the value of a header Date, which tells whole seconds. */
  observeHeader(date: string | null, sentAt: number): void {
    if (date !== null) {
      this.#take(Date.parse(date) + 500, sentAt, 500)
    }
  }

  #take(server: number, sentAt: number, imprecision: number): void {
    if (Number.isNaN(server)) {
      return
    }
    const at = this.#monotonic()
    const halfTrip = (at - sentAt) / 2
    const reading = { offset: server + halfTrip - at, error: halfTrip + imprecision, at }
    const before = this.#reading
    if (before === null) {
      this.#reading = reading
      return
    }
    const grown = before.error + (at - before.at) * DRIFT
    const contradicts = Math.abs(reading.offset - before.offset) > reading.error + grown
    // A phone that slept may have stopped its monotonic time: then the newer reading is right.
    if (reading.error <= grown || contradicts) {
      this.#reading = reading
    }
  }
}
