package roomtone.manager.pairing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Rate limit of pairing codes. Each pod counts by itself. */
@ConfigMapping(prefix = "roomtone.pairing")
public interface PairingSettings {

  /**
   * Pairing codes for one address.
   *
   * @return codes an hour
   */
  @WithDefault("20")
  @Min(1) @Max(100_000) int codesPerHour();
}
