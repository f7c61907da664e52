package roomtone.local.testing;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Waits until a condition holds, for a bounded time. The condition is evaluated in the caller's
 * thread every 50 milliseconds; what it throws ends the wait.
 */
public final class Await {

  private static final Duration DEFAULT = Duration.ofSeconds(30);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private Await() {}

  /**
   * Waits at most 30 seconds.
   *
   * @param what the condition in words, for the message
   * @throws AssertionError when the condition does not hold in time
   */
  public static void until(String what, Callable<Boolean> condition) {
    until(what, DEFAULT, condition);
  }

  /** As {@link #until(String, Callable)}, for at most the given time. */
  public static void until(String what, Duration atMost, Callable<Boolean> condition) {
    value(what, atMost, condition, holds -> holds);
  }

  /**
   * Waits until a value is as expected.
   *
   * @param what the condition in words, for the message, which ends with the last value
   * @param atMost how long to wait
   * @return the value that was accepted
   * @throws AssertionError when no such value is seen in time
   */
  public static <T> T value(
      String what, Duration atMost, Callable<T> value, Predicate<T> accepted) {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      T seen = call(value);
      if (accepted.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError(
            "not within %s: %s; last seen: %s".formatted(atMost, what, Objects.toString(seen)));
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }

  /** Assertions that may throw any exception. */
  public interface Assertions {
    /** Throws an {@link AssertionError} when they do not hold. */
    void run() throws Exception;
  }

  /**
   * Repeats assertions until they pass.
   *
   * @param atMost how long to wait
   * @throws AssertionError the last one, when they do not pass in time
   */
  public static void passes(Duration atMost, Assertions assertions) {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      try {
        call(
            () -> {
              assertions.run();
              return null;
            });
        return;
      } catch (AssertionError failure) {
        if (System.nanoTime() - end > 0) {
          throw failure;
        }
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }

  private static <T> T call(Callable<T> value) {
    try {
      return value.call();
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
