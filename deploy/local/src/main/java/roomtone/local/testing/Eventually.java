package roomtone.local.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what must become true, and no longer than it may take. */
public final class Eventually {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private Eventually() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param limit how long it may take
   * @param complaint what to say when it took longer
   */
  public static void within(
      Duration limit, Callable<Boolean> condition, Supplier<String> complaint) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + limit + ": " + complaint.get());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
