package roomtone.manager.library;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.player.FleetCare;
import roomtone.manager.queue.QueueAdvance;
import roomtone.web.Problem;

/** Decides what a player may play; its queue follows at once. */
@ApplicationScoped
class LibraryChoice {

  private static final Logger LOG = Logger.getLogger(LibraryChoice.class);

  private final FleetCare fleet;
  private final Libraries libraries;
  private final QueueAdvance queues;

  LibraryChoice(FleetCare fleet, Libraries libraries, QueueAdvance queues) {
    this.fleet = fleet;
    this.libraries = libraries;
    this.queues = queues;
  }

  @Transactional
  List<UUID> get(String player) {
    return libraries.songsOf(fleet.own(player));
  }

  /**
   * Replaces the library, and answers it as it is then.
   *
   * @param global whether an empty list is meant: it opens the whole catalogue
   */
  @Transactional
  List<UUID> set(String player, List<UUID> songs, boolean global) {
    UUID id = fleet.own(player);
    List<UUID> wanted = songs.stream().distinct().toList();
    if (wanted.isEmpty() && !global) {
      throw Problem.of(
          400,
          "empty-library",
          "Empty library",
          "Without a library the player plays the whole catalogue. If that is meant, send ?global=true.");
    }
    refuseUnknown(wanted);
    libraries.replace(id, wanted);
    queues.topUp(id);
    LOG.infof("library changed player=%s songs=%d", id, wanted.size());
    return libraries.songsOf(id);
  }

  private void refuseUnknown(List<UUID> wanted) {
    Set<UUID> inUse = wanted.isEmpty() ? Set.of() : Set.copyOf(libraries.inUse(wanted));
    List<UUID> unknown = wanted.stream().filter(song -> !inUse.contains(song)).toList();
    if (!unknown.isEmpty()) {
      throw Problem.of(
              400,
              "unknown-songs",
              "Unknown songs",
              "%d of the songs are not in the catalogue, or archived. Leave them out."
                  .formatted(unknown.size()))
          .with("song_ids", unknown);
    }
  }
}
