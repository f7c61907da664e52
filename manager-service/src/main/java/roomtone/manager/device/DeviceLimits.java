package roomtone.manager.device;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Limits of the calls of devices. Each pod counts by itself. */
@ConfigMapping(prefix = "roomtone.devices")
public interface DeviceLimits {

  /**
   * Sustained rate of polls with one token; a device that keeps to the protocol makes 15.
   *
   * @return polls a minute
   */
  @WithDefault("60")
  @Min(1) @Max(1_000_000) int pollsPerMinute();

  /**
   * Burst of polls with one token.
   *
   * @return polls at once
   */
  @WithDefault("30")
  @Min(1) @Max(1_000_000) int pollBurst();

  /**
   * Sustained rate of other calls with one token: the manifest and reports of plays.
   *
   * @return calls a minute
   */
  @WithDefault("300")
  @Min(1) @Max(1_000_000) int callsPerMinute();

  /**
   * Burst of other calls with one token.
   *
   * @return calls at once
   */
  @WithDefault("300")
  @Min(1) @Max(1_000_000) int callBurst();

  /**
   * Sustained rate of calls with unknown tokens from one address.
   *
   * @return calls a minute
   */
  @WithDefault("120")
  @Min(1) @Max(1_000_000) int unknownPerMinute();

  /**
   * Burst of calls with unknown tokens from one address.
   *
   * @return calls at once
   */
  @WithDefault("120")
  @Min(1) @Max(1_000_000) int unknownBurst();

  /**
   * How long a call of a device with a snapshot waits for a newer one, until it gets the last one.
   *
   * @return duration
   */
  @WithDefault("300ms")
  Duration pollWait();
}
