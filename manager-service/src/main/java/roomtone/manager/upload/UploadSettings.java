package roomtone.manager.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Limits of uploads and the times of their sweepers. */
@ConfigMapping(prefix = "roomtone.uploads")
interface UploadSettings {

  /**
   * The largest recording. {@code quarkus.http.limits.max-body-size} must be larger, by the form
   * around it.
   */
  @WithDefault("200M")
  MemorySize maxSize();

  /** How many recordings are taken in at once; further ones are refused with 503. */
  @WithDefault("4")
  @Min(1) @Max(100) int atOnce();

  /** How many of them are analysed at once; each takes a processor and about 20 MB of heap. */
  @WithDefault("2")
  @Min(1) @Max(100) int analysisWorkers();

  /** How much room uploads leave free on the disk that they lie on. */
  @WithDefault("256M")
  MemorySize keepFree();

  /** How often abandoned files are removed, on disk and in S3. */
  @WithDefault("1h")
  Duration sweepEvery();

  /** How long after the start they are first removed. */
  @WithDefault("10m")
  Duration sweepDelay();
}
