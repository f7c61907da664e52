package roomtone.manager.song;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is taken in. */
@ConfigMapping(prefix = "roomtone.uploads")
interface UploadSettings {

  /**
   * Largest recording; {@code quarkus.http.limits.max-body-size} must leave room for the form
   * around it.
   */
  @WithDefault("200M")
  MemorySize maxSize();
}
