package roomtone.manager.library;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
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
  private final Audit audit;

  LibraryChoice(FleetCare fleet, Libraries libraries, QueueAdvance queues, Audit audit) {
    this.fleet = fleet;
    this.libraries = libraries;
    this.queues = queues;
    this.audit = audit;
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
    List<UUID> before = libraries.songsOf(id);
    libraries.replace(id, wanted);
    writeDown(id, before, wanted);
    queues.topUp(id);
    LOG.infof("library changed player=%s songs=%d", id, wanted.size());
    return libraries.songsOf(id);
  }

  private void writeDown(UUID player, List<UUID> before, List<UUID> after) {
    List<UUID> removed = without(before, after);
    List<UUID> added = without(after, before);
    if (!removed.isEmpty() || !added.isEmpty()) {
      audit.changed(
          "change-library",
          Thing.PLAYER,
          player,
          Map.of("songs", before.size(), "removed", removed),
          Map.of("songs", after.size(), "added", added));
    }
  }

  private static List<UUID> without(List<UUID> songs, List<UUID> others) {
    Set<UUID> out = Set.copyOf(others);
    return songs.stream().filter(song -> !out.contains(song)).toList();
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
