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
   * {@code ROOMTONE_QUEUE_BATCH}: rooms filled in one transaction, at most; 1 or more. Devices that
   * report a play to one of them wait for its end, 0.15 to 0.25 s.
   */
  @WithDefault("250")
  int batch();

  /**
   * {@code ROOMTONE_QUEUE_WORKERS}: batches filled at a time, 1 or more, each by a connection of
   * the pool and one core of the database. The rest of the pool is left to listeners.
   */
  @WithDefault("2")
  int workers();
}
