package roomtone.brain.testing;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock of the service, which tests can move. It runs on from there. The clock of the database
 * is another one.
 */
@Singleton
public class MovableClock extends Clock {

  private volatile Duration ahead = Duration.ZERO;

  /** Moves the clock forward. */
  public void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  /** Returns to the real time. */
  public void reset() {
    ahead = Duration.ZERO;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("nobody asks for another zone");
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }
}
