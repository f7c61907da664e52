package roomtone.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Limits of calls: their number, which each pod counts for itself, and the length of their heads.
 */
@ConfigMapping(prefix = "roomtone.limits")
public interface LimitSettings {

  /**
   * Calls without sign-in from one address, on average.
   *
   * @return calls a minute
   */
  @WithDefault("1200")
  @Min(1) @Max(60_000_000) int publicPerMinute();

  /**
   * Calls without sign-in from one address at once, after a pause.
   *
   * @return calls at once
   */
  @WithDefault("1200")
  @Min(1) @Max(60_000_000) int publicBurst();

  /**
   * Calls for files of pages from one address, on average.
   *
   * @return calls a minute
   */
  @WithDefault("6000")
  @Min(1) @Max(60_000_000) int pageFilesPerMinute();

  /**
   * Calls for files of pages from one address at once, after a pause.
   *
   * @return calls at once
   */
  @WithDefault("6000")
  @Min(1) @Max(60_000_000) int pageFilesBurst();

  /**
   * The greatest length of the request target, query included. The server's own limit must be
   * higher.
   */
  @WithDefault("4K")
  MemorySize address();

  /** The greatest length of all headers together. The server's own limit must be higher. */
  @WithDefault("16K")
  MemorySize headers();
}
