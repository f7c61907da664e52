/** A wait that an answer demanded. It is counted by monotonic time. */
export class Wait {
  readonly #monotonic: () => number
  readonly #end: number

  /** @param seconds how long it lasts from now */
  constructor(seconds: number, monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic
    this.#end = monotonic() + Math.max(0, seconds) * 1000
  }

  /** Whole seconds that are left, rounded up, so that 0 means that it is over. */
  get secondsLeft(): number {
    return Math.max(0, Math.ceil((this.#end - this.#monotonic()) / 1000))
  }

  get isOver(): boolean {
    return this.secondsLeft === 0
  }
}

/**
 * Reads the header Retry-After: whole seconds, or a date.
 *
 * @param now the server's time in ms, or null while it is unknown; a date is then ignored
 * @returns seconds from now, or null when there is no usable value
 */
export function retryAfter(header: string | null, now: number | null): number | null {
  const value = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) {
    return Number(value)
  }
  const date = value === '' ? Number.NaN : Date.parse(value)
  return Number.isNaN(date) || now === null ? null : Math.max(0, Math.ceil((date - now) / 1000))
}

/** Formats seconds as m:ss, or as h:mm:ss from an hour on. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/** How long to wait before the next of several attempts that failed: 1 s, 2 s, 4 s … at most 60 s, of which a random half is left out. */
export function backOff(failures: number, random: () => number = Math.random): number {
  const full = Math.min(60, 2 ** Math.max(0, failures - 1))
  return full * (0.5 + random() / 2)
}
