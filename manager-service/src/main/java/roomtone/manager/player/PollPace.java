package roomtone.manager.player;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How soon a device should poll again: 5 s, give or take a fifth, so that a fleet that starts
 * together spreads.
 */
@ApplicationScoped
class PollPace {

  private static final double SECONDS = 5;
  private static final double SPREAD = 0.2;

  /** Seconds, to a tenth. */
  double next() {
    double seconds = SECONDS * ThreadLocalRandom.current().nextDouble(1 - SPREAD, 1 + SPREAD);
    return Math.round(seconds * 10) / 10.0;
  }
}
