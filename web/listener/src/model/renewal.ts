/** From how much of a session is left the service renews it, in ms. */
const RENEWABLE_MS = 50 * 60_000

/** How long after the last touch or key a page counts as used, in ms. */
const USED_MS = 10 * 60_000

/** How long after an attempt the next one is made, in ms, whatever came of it. */
const PAUSE_MS = 5 * 60_000

export interface RenewalFacts {
  /** What is left of the session by the server's time, in ms; null while that time is unknown. */
  readonly left: number | null
  readonly visible: boolean
  /** How long ago the page was used last, in ms. */
  readonly unused: number
  /** How long ago the last attempt was, in ms; null when there was none. */
  readonly sinceAttempt: number | null
  /** Whether the last attempt did not lengthen the session, because it is near its 12 hours or needs a code. */
  readonly exhausted: boolean
}

/** Whether to renew the session now: while the page is seen and used, less than 50 minutes are left, and never in a loop. */
export function isRenewalDue(facts: RenewalFacts): boolean {
  return (
    facts.left !== null &&
    facts.left > 0 &&
    facts.left < RENEWABLE_MS &&
    facts.visible &&
    facts.unused < USED_MS &&
    !facts.exhausted &&
    (facts.sinceAttempt === null || facts.sinceAttempt >= PAUSE_MS)
  )
}
