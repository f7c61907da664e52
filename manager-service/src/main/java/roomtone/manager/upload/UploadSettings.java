package roomtone.manager.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What is taken in. */
@ConfigMapping(prefix = "roomtone.uploads")
interface UploadSettings {

  /**
   * Largest recording; {@code quarkus.http.limits.max-body-size} must leave room for the form
   * around it.
   */
  @WithDefault("200M")
  MemorySize maxSize();

  /** How many are taken in at once; the next one is asked to come again. */
  @WithDefault("4")
  @Min(1) @Max(100) int atOnce();

  /** How many of them are listened to at once; each takes a processor and about 20 MB of heap. */
  @WithDefault("2")
  @Min(1) @Max(100) int analysisWorkers();

  /** What stays free on the disk that uploads go through. */
  @WithDefault("256M")
  MemorySize keepFree();

  /** How often files without a row are looked for. */
  @WithDefault("1h")
  Duration sweepEvery();

  /** How long after the start that begins. */
  @WithDefault("10m")
  Duration sweepDelay();
}
