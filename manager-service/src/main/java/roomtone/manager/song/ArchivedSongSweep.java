package roomtone.manager.song;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.queue.QueueAdvance;

/**
 * Removes archived songs from queues. They get there when a queue is filled from songs that were
 * read before the song was archived, or when a song is archived in the database itself while no
 * brain runs. Songs that were just archived are looked for every second, so that listeners do not
 * see them longer than other changes; all others every ten seconds.
 */
@ApplicationScoped
class ArchivedSongSweep {

  private static final Logger LOG = Logger.getLogger(ArchivedSongSweep.class);

  /** Longer than a fill that was under way when a song was archived. */
  private static final Duration JUST_ARCHIVED = Duration.ofMinutes(1);

  private final Songs songs;
  private final QueueAdvance queues;
  private final Clock clock;

  ArchivedSongSweep(Songs songs, QueueAdvance queues, Clock clock) {
    this.songs = songs;
    this.queues = queues;
    this.clock = clock;
  }

  @Scheduled(
      every = "1s",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweepJustArchived() {
    sweep(clock.instant().minus(JUST_ARCHIVED));
  }

  @Scheduled(
      every = "10s",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    sweep(Instant.EPOCH);
  }

  private void sweep(Instant archivedSince) {
    try {
      List<UUID> players = songs.playersThatQueueArchived(archivedSince);
      players.forEach(queues::topUp);
      if (!players.isEmpty()) {
        LOG.infof("archived songs removed from queues players=%d", players.size());
      }
    } catch (RuntimeException e) {
      LOG.debugf("archived songs not removed from queues: %s", e.getMessage());
    }
  }
}
