/** What can go wrong; the words for each stand in the messages as `problem.<code>`. */
export type ProblemCode =
  | 'manager-away' | 'manager-busy' | 'token-invalid' | 'refused' | 'download-failed' | 'download-expired' | 'wrong-size' | 'wrong-hash'
  | 'storage-away' | 'quota-full' | 'cannot-play' | 'report-rejected' | 'internal'

export interface LoggedProblem {
  /** Milliseconds since 1970 by the device's clock. */
  at: number
  code: ProblemCode
  detail: string
  /** How often it happened in a row. */
  count: number
}

const HOUR_MS = 3600_000
const MOST = 50

/** The problems of the last hour, for staff. It does not grow beyond 50 lines. */
export class ProblemLog {
  private lines: LoggedProblem[] = []

  constructor(private readonly wall: () => number) {}

  add(code: ProblemCode, detail = ''): void {
    const last = this.lines.at(-1)
    const at = this.wall()
    if (last !== undefined && last.code === code && last.detail === detail) {
      this.lines[this.lines.length - 1] = { ...last, at, count: last.count + 1 }
      return
    }
    this.lines.push({ at, code, detail: detail.slice(0, 300), count: 1 })
    if (this.lines.length > MOST) this.lines.shift()
  }

  /** The newest first. */
  lastHour(): LoggedProblem[] {
    const since = this.wall() - HOUR_MS
    return this.lines.filter((line) => line.at >= since).reverse()
  }
}
