package roomtone.brain.nowplaying;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Streams of what plays. */
@ConfigMapping(prefix = "roomtone.live")
interface EventStreamSettings {

  /** How many streams a pod keeps open at once; the next gets 503 and asks again. */
  @WithDefault("5000")
  int streams();

  /**
   * How many of them one address may have; the next gets 429. A venue's guests come from one, so it
   * is generous: it keeps a single caller from taking all.
   */
  @WithDefault("2500")
  int streamsPerAddress();
}
