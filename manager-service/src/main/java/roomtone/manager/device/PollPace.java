package roomtone.manager.device;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides when a device polls again: after 5 s, plus or minus a fifth so that devices that start
 * together spread; later while this pod is busy, up to a minute.
 *
 * <p>The load is measured as a poll meets it: how long a small task waits for the event loop and
 * then for a thread. Each second with a long wait makes the interval longer by half, each with a
 * short one makes it shorter by a tenth, so that it changes steadily.
 */
@ApplicationScoped
class PollPace {

  static final double SECONDS = 5;
  static final double SPREAD = 0.2;

  /** The longest interval is a minute, plus or minus a fifth. */
  static final double MAX_STRETCH = 12;

  /** Longer waits make the interval longer. */
  static final Duration BUSY = Duration.ofMillis(250);

  /** Shorter waits make it shorter; between the two it stays. */
  static final Duration CALM = Duration.ofMillis(100);

  private static final double SLOWER = 1.5;
  private static final double FASTER = 0.9;
  private static final long NONE = 0;

  private final Vertx vertx;
  private final AtomicLong sentNanos = new AtomicLong(NONE);
  private volatile double stretch = 1;

  PollPace(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The next interval in seconds, rounded to a tenth. */
  double next() {
    double seconds =
        SECONDS * stretch * ThreadLocalRandom.current().nextDouble(1 - SPREAD, 1 + SPREAD);
    return Math.round(seconds * 10) / 10.0;
  }

  /** Measures how long a small task waits; one that has not run yet has waited until now. */
  void sampleLatency() {
    long now = System.nanoTime();
    if (sentNanos.compareAndSet(NONE, now)) {
      vertx.runOnContext(
          loop ->
              Thread.startVirtualThread(
                  () -> record(Duration.ofNanos(System.nanoTime() - sentNanos.getAndSet(NONE)))));
    } else {
      record(Duration.ofNanos(now - sentNanos.get()));
    }
  }

  /** Adjusts the interval to a wait. */
  void record(Duration waited) {
    if (waited.compareTo(BUSY) > 0) {
      stretch = Math.min(MAX_STRETCH, stretch * SLOWER);
    } else if (waited.compareTo(CALM) < 0) {
      stretch = Math.max(1, stretch * FASTER);
    }
  }
}
