package roomtone.web;

import java.util.concurrent.atomic.AtomicInteger;

/** So many places, each taken in one step: however many come at once, no more get one. */
public final class Places {

  private final int most;
  private final AtomicInteger taken = new AtomicInteger();

  public Places(int most) {
    this.most = most;
  }

  /** Takes one, if there is one. */
  public boolean take() {
    return taken.getAndUpdate(now -> Math.min(most, now + 1)) < most;
  }

  /** Gives one back that was taken. */
  public void giveBack() {
    taken.decrementAndGet();
  }

  /** How many are taken. */
  public int taken() {
    return taken.get();
  }
}
