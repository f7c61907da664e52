package roomtone.brain.nowplaying;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Streams of what plays. */
@ConfigMapping(prefix = "roomtone.live")
interface LiveSettings {

  /** How many streams a pod keeps open at once; the next gets 503 and asks again. */
  @WithDefault("5000")
  int streams();
}
