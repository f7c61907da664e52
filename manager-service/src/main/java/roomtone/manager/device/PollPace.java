package roomtone.manager.device;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How soon a device should poll again: 5 s, give or take a fifth, so that a fleet that starts
 * together spreads; later while this pod is busy, up to a minute.
 *
 * <p>Busy is measured as a poll would feel it: how long the smallest task waits for the event loop
 * and then for a thread. Each second that it waits long makes the pace slower by half, each second
 * that it does not makes it faster by a tenth, so that it neither jumps nor swings.
 */
@ApplicationScoped
class PollPace {

  static final double SECONDS = 5;
  static final double SPREAD = 0.2;

  /** The slowest pace is a minute, give or take a fifth. */
  static final double MAX_STRETCH = 12;

  /** Longer waits make the pace slower. */
  static final Duration BUSY = Duration.ofMillis(250);

  /** Shorter ones let it become faster; between the two it stays. */
  static final Duration CALM = Duration.ofMillis(100);

  private static final double SLOWER = 1.5;
  private static final double FASTER = 0.9;
  private static final long NONE = 0;

  private final Vertx vertx;
  private final AtomicLong underWay = new AtomicLong(NONE);
  private volatile double stretch = 1;

  PollPace(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Seconds, to a tenth. */
  double next() {
    double seconds =
        SECONDS * stretch * ThreadLocalRandom.current().nextDouble(1 - SPREAD, 1 + SPREAD);
    return Math.round(seconds * 10) / 10.0;
  }

  /** Sends the smallest task on its way; one that is still under way has waited until now. */
  void sampleLatency() {
    long now = System.nanoTime();
    if (underWay.compareAndSet(NONE, now)) {
      vertx.runOnContext(
          loop ->
              Thread.startVirtualThread(
                  () -> record(Duration.ofNanos(System.nanoTime() - underWay.getAndSet(NONE)))));
    } else {
      record(Duration.ofNanos(now - underWay.get()));
    }
  }

  /** A task has waited so long. */
  void record(Duration waited) {
    if (waited.compareTo(BUSY) > 0) {
      stretch = Math.min(MAX_STRETCH, stretch * SLOWER);
    } else if (waited.compareTo(CALM) < 0) {
      stretch = Math.max(1, stretch * FASTER);
    }
  }
}
