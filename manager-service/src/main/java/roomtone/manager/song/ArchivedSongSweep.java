package roomtone.manager.song;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.queue.QueueAdvance;

/**
 * Takes archived songs out of queues that hold them all the same: a fill that had read the
 * catalogue before, and was done after, has queued one, or somebody has archived it in the database
 * itself. No device is told of such an entry, but it holds the place of another.
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
      List<UUID> rooms = songs.roomsThatQueueArchived();
      rooms.forEach(queues::topUp);
      if (!rooms.isEmpty()) {
        LOG.infof("archived songs taken out of queues rooms=%d", rooms.size());
      }
    } catch (RuntimeException e) {
      LOG.debugf("queues not looked through: %s", e.getMessage());
    }
  }
}
