package roomtone.brain.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of sessions. */
@ConfigMapping(prefix = "roomtone.session")
interface SessionSettings {

  /** {@code ROOMTONE_SESSION_LENGTH}: how long a session lasts from check-in, at most 12 hours. */
  @WithDefault("60M")
  Duration length();
}
