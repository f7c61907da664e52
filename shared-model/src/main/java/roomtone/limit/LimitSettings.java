package roomtone.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** What calls come in: how many, each pod counting for itself, and how long. */
@ConfigMapping(prefix = "roomtone.limits")
public interface LimitSettings {

  /** Calls without sign-in from one address, in the long run. */
  @WithDefault("1200")
  @Min(1) @Max(60_000_000) int publicPerMinute();

  /** Calls without sign-in from one address, at once. */
  @WithDefault("1200")
  @Min(1) @Max(60_000_000) int publicBurst();

  /** The longest address of a call, with what is asked for; the server's own must be longer. */
  @WithDefault("4K")
  MemorySize address();

  /** All headers of a call together; the server's own limit must be higher. */
  @WithDefault("16K")
  MemorySize headers();
}
