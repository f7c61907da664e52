package roomtone.local.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock of a service, in UTC, which tests can move. It runs on from there. */
public class MovableClock extends Clock {

  private volatile Duration ahead = Duration.ZERO;

  /** Sets the clock. */
  public void set(Instant now) {
    ahead = Duration.between(Instant.now(), now);
  }

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
    InstantSource source = () -> Instant.now().plus(ahead);
    return source.withZone(zone);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }
}
