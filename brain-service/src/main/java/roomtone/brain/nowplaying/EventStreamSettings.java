package roomtone.brain.nowplaying;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the event streams of rooms. */
@ConfigMapping(prefix = "roomtone.live")
interface EventStreamSettings {

  /**
   * {@code ROOMTONE_LIVE_STREAMS}: open streams of a pod; further calls get 503.
   *
   * @return streams
   */
  @WithDefault("5000")
  int streams();

  /**
   * {@code ROOMTONE_LIVE_STREAMS_PER_ADDRESS}: open streams of one address; further calls get 429.
   * All guests of a venue share one address, so the limit is high: it only keeps one caller from
   * taking all streams.
   *
   * @return streams
   */
  @WithDefault("2500")
  int streamsPerAddress();
}
