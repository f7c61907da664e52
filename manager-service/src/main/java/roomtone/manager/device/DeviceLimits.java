package roomtone.manager.device;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How often devices may call, each pod counting for itself. */
@ConfigMapping(prefix = "roomtone.devices")
public interface DeviceLimits {

  /** Polls of one token, in the long run; an honest device makes 15. */
  @WithDefault("60")
  @Min(1) @Max(1_000_000) int pollsPerMinute();

  /** Polls of one token, at once. */
  @WithDefault("30")
  @Min(1) @Max(1_000_000) int pollBurst();

  /** Pages of the manifest and batches of plays of one token, in the long run. */
  @WithDefault("300")
  @Min(1) @Max(1_000_000) int callsPerMinute();

  /** Pages of the manifest and batches of plays of one token, at once. */
  @WithDefault("300")
  @Min(1) @Max(1_000_000) int callBurst();

  /** Calls with tokens that open nothing from one address, in the long run. */
  @WithDefault("120")
  @Min(1) @Max(1_000_000) int unknownPerMinute();

  /** Calls with tokens that open nothing from one address, at once. */
  @WithDefault("120")
  @Min(1) @Max(1_000_000) int unknownBurst();
}
