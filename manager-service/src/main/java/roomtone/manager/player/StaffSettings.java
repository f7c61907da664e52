package roomtone.manager.player;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits for staff. */
@ConfigMapping(prefix = "roomtone.staff")
public interface StaffSettings {

  /**
   * How many streams of changes of players a pod keeps open at once; further calls get 503.
   *
   * @return streams
   */
  @WithDefault("500")
  @Min(1) @Max(100_000) int streams();
}
