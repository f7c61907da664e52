package roomtone.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How many calls come in, each pod counting for itself. */
@ConfigMapping(prefix = "roomtone.limits")
public interface LimitSettings {

  /** Calls without sign-in from one address, in the long run. */
  @WithDefault("1200")
  @Min(1) @Max(1_000_000) int publicPerMinute();

  /** Calls without sign-in from one address, at once. */
  @WithDefault("1200")
  @Min(1) @Max(1_000_000) int publicBurst();
}
