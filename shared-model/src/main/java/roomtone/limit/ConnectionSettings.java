package roomtone.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Limits of connections: how many are open, and how long they may wait for a request. */
@ConfigMapping(prefix = "roomtone.connections")
public interface ConnectionSettings {

  /**
   * Open connections of a pod; further ones are closed at once. A pod that may open few files takes
   * fewer: 1,000 files less.
   *
   * @return connections
   */
  @WithDefault("12000")
  @Min(1) @Max(1_000_000) int max();

  /**
   * Open connections of one address; further ones are closed at once. All guests of a venue share
   * one address, and each open page has a stream beside its calls. Trusted proxies have no such
   * limit.
   *
   * @return connections
   */
  @WithDefault("5000")
  @Min(1) @Max(1_000_000) int maxPerAddress();

  /**
   * How long the head of a request may take, from its first byte to its last; that of a
   * connection's first request from the beginning of the connection.
   */
  @WithDefault("15S")
  Duration headTimeout();

  /**
   * The time over which the speed of a body is measured. A body that is slower than its least rate
   * has its connection closed.
   */
  @WithDefault("30S")
  Duration bodyTimeout();

  /** The least rate of a body, in a second, on average over the time in which it is measured. */
  @WithDefault("4K")
  MemorySize bodyRate();

  /**
   * How long a connection may wait for the next request. It has to be longer than the time after
   * which a proxy closes its own idle connections.
   */
  @WithDefault("90S")
  Duration idleTimeout();
}
