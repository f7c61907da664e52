package roomtone.brain.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings for filling the queues of rooms. */
@ConfigMapping(prefix = "roomtone.queue")
public interface QueueSettings {

  /**
   * {@code ROOMTONE_QUEUE_PERIOD}: the longest time between two fills of a queue, as long as the
   * brain keeps up.
   */
  @WithDefault("30S")
  Duration period();

  /**
   * {@code ROOMTONE_QUEUE_BATCH}: the most rooms that one transaction fills, 1 or more. A device
   * that reports a play to one of them waits for its end, 0.15 to 0.25 s.
   *
   * @return rooms
   */
  @WithDefault("250")
  int batch();

  /**
   * {@code ROOMTONE_QUEUE_WORKERS}: how many batches are filled at a time, 1 or more. Each takes a
   * connection of the pool and one core of the database; the rest of the pool serves listeners.
   *
   * @return batches
   */
  @WithDefault("2")
  int workers();

  /**
   * {@code ROOMTONE_QUEUE_FIGURES_EVERY}: how often the database is asked for the meters about the
   * queues and collectives of all rooms. Each replica asks.
   */
  @WithDefault("30S")
  Duration figuresEvery();
}
