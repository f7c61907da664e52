package roomtone.limit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many places for callers whose answers last, each taken in one step: however many come at once,
 * no more get one.
 */
public final class ConcurrencyLimit {

  private final int most;
  private final AtomicInteger taken = new AtomicInteger();

  public ConcurrencyLimit(int most) {
    this.most = most;
  }

  /** Takes one, if there is one, until a stay is over. */
  public boolean take(StreamLease stay) {
    boolean free = taken.getAndUpdate(now -> Math.min(most, now + 1)) < most;
    if (free) {
      stay.whenOver(taken::decrementAndGet);
    }
    return free;
  }

  /** How many are taken. */
  public int taken() {
    return taken.get();
  }
}
