package roomtone.manager.song;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.queue.QueueAdvance;

/**
 * Removes archived songs from queues. They get there when a queue is filled from songs that were
 * read before the song was archived, or when a song is archived in the database itself. Devices do
 * not get such an entry, but it takes the place of another.
 */
@ApplicationScoped
class ArchivedSongSweep {

  private static final Logger LOG = Logger.getLogger(ArchivedSongSweep.class);

  private final Songs songs;
  private final QueueAdvance queues;

  ArchivedSongSweep(Songs songs, QueueAdvance queues) {
    this.songs = songs;
    this.queues = queues;
  }

  @Scheduled(
      every = "10s",
      delayed = "10s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void sweep() {
    try {
      List<UUID> players = songs.playersThatQueueArchived();
      players.forEach(queues::topUp);
      if (!players.isEmpty()) {
        LOG.infof("archived songs removed from queues players=%d", players.size());
      }
    } catch (RuntimeException e) {
      LOG.debugf("archived songs not removed from queues: %s", e.getMessage());
    }
  }
}
