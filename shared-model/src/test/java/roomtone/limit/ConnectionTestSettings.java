package roomtone.limit;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

/** Settings of connections for tests. */
record ConnectionTestSettings(
    int max,
    int maxPerAddress,
    Duration headTimeout,
    Duration bodyTimeout,
    MemorySize bodyRate,
    Duration idleTimeout)
    implements ConnectionSettings {

  static final Duration HEAD = Duration.ofSeconds(15);
  static final Duration BODY = Duration.ofSeconds(30);
  static final Duration IDLE = Duration.ofSeconds(90);
  static final int BYTES_PER_SECOND = 4096;

  /** Settings with the standard times. */
  static ConnectionTestSettings of(int max, int maxPerAddress) {
    return new ConnectionTestSettings(
        max, maxPerAddress, HEAD, BODY, new MemorySize(BigInteger.valueOf(BYTES_PER_SECOND)), IDLE);
  }
}
