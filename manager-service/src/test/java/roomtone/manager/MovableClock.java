package roomtone.manager;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The service's clock, which tests may move. It runs on from wherever it is put. */
@Singleton
public class MovableClock extends Clock {

  private volatile Duration ahead = Duration.ZERO;

  /** Runs on from this instant. */
  public void set(Instant now) {
    ahead = Duration.between(Instant.now(), now);
  }

  /** Jumps. */
  public void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  /** Shows the real time again. */
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
