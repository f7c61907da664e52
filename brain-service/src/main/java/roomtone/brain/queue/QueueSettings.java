package roomtone.brain.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How queues are kept. */
@ConfigMapping(prefix = "roomtone.queue")
public interface QueueSettings {

  /**
   * {@code ROOMTONE_QUEUE_PERIOD}: no queue is older than this, changed or not, as long as the
   * brain can keep up.
   */
  @WithDefault("30S")
  Duration period();

  /**
   * {@code ROOMTONE_QUEUE_BATCH}: rooms filled in one transaction. Devices that report a play to
   * one of them wait for its end.
   */
  @WithDefault("25")
  int batch();
}
