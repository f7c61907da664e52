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

  /**
   * How many recordings are taken in at once; further ones are refused with 503.
   *
   * @return uploads of a pod
   */
  @WithDefault("4")
  @Min(1) @Max(100) int atOnce();

  /**
   * How many recordings are analysed at once; each takes a processor and about 20 MB of heap.
   *
   * @return analyses of a pod
   */
  @WithDefault("2")
  @Min(1) @Max(100) int analysisWorkers();

  /** How much space uploads leave free on the disk on which they lie. */
  @WithDefault("256M")
  MemorySize keepFree();

  /** How often files in S3 that no song names are removed. */
  @WithDefault("1h")
  Duration sweepEvery();

  /** How long after the start files that no song names are first removed. */
  @WithDefault("10m")
  Duration sweepDelay();
}
