/** Longest wait after failures without `Retry-After`, seconds. */
export const LONGEST_WAIT = 60

/**
 * Seconds to wait after a failed call: what `Retry-After` says, else 1, 2, 4 … 60, and up to a fifth more at random so that
 * many devices do not call at once.
 *
 * @param failures failures in a row, this one included, from 1
 * @param retryAfter seconds; null when the answer had none
 * @param random from 0 to below 1
 */
export function waitSeconds(failures: number, retryAfter: number | null, random: number): number {
  const base = retryAfter ?? Math.min(LONGEST_WAIT, 2 ** Math.min(failures - 1, 10))
  return base * (1 + random * 0.2)
}

/** Seconds that a `Retry-After` in whole seconds asks for, at most an hour; null for anything else. */
export function retryAfterSeconds(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Math.min(3600, Number(header)) : null
}

/** Runs one kind of work again and again, by deadlines: a timer that was late or a device that slept only delays it. */
export class Loop {
  /** Monotonic milliseconds at which the work is due. */
  dueAt: number
  failures = 0
  private busy = false

  /**
   * @param work does the work once and answers after how many seconds it is due again; a thrown error counts as a failure
   * @param onError is told each error
   */
  constructor(
    private readonly now: () => number,
    private readonly work: () => Promise<number>,
    private readonly onError: (error: unknown) => void,
    private readonly random: () => number = Math.random,
  ) {
    this.dueAt = now()
  }

  /** Starts the work if it is due and not running. */
  async tick(): Promise<void> {
    if (this.busy || this.now() < this.dueAt) return
    this.busy = true
    try {
      const seconds = await this.work()
      this.dueAt = this.now() + seconds * 1000
    } catch (error) {
      this.failures++
      this.dueAt = this.now() + waitSeconds(this.failures, null, this.random()) * 1000
      this.onError(error)
    } finally {
      this.busy = false
    }
  }

  /** Makes the work due at once. */
  soon(): void {
    this.dueAt = Math.min(this.dueAt, this.now())
  }

  /** Seconds to wait after a failure that is no thrown error. */
  failed(retryAfter: number | null): number {
    this.failures++
    return waitSeconds(this.failures, retryAfter, this.random())
  }

  succeeded(): void {
    this.failures = 0
  }
}
