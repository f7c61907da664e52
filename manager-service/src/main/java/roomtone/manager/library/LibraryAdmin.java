package roomtone.manager.library;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.player.PlayerAdmin;
import roomtone.manager.queue.QueueAdvance;
import roomtone.manager.rest.Fields;
import roomtone.manager.song.SongFilter;
import roomtone.manager.song.SongSearch;
import roomtone.problem.Problem;

/** Changes the libraries of players; the queue of the player is changed with it. */
@ApplicationScoped
class LibraryAdmin {

  private static final Logger LOG = Logger.getLogger(LibraryAdmin.class);

  /** How many songs a library may have. */
  static final int MAX_SONGS = 50_000;

  /** A library after a change. */
  @Schema(name = "LibraryDifference")
  record Difference(
      @Schema(description = "How many songs it has now.", examples = "120") int songs,
      @Schema(examples = "20") int added,
      @Schema(examples = "0") int removed) {}

  private final PlayerAdmin players;
  private final Libraries libraries;
  private final QueueAdvance queues;
  private final SongSearch search;
  private final Audit audit;

  LibraryAdmin(
      PlayerAdmin players,
      Libraries libraries,
      QueueAdvance queues,
      SongSearch search,
      Audit audit) {
    this.players = players;
    this.libraries = libraries;
    this.queues = queues;
    this.search = search;
    this.audit = audit;
  }

  @Transactional
  List<UUID> get(String player) {
    return libraries.songsOf(players.requireInUse(player));
  }

  /**
   * Replaces the library, and returns it as it is then.
   *
   * @param songs at most {@value #MAX_SONGS}
   * @param global whether the list may be empty, which opens the whole catalogue
   */
  @Transactional
  List<UUID> set(String player, List<UUID> songs, boolean global) {
    if (songs == null || songs.size() > MAX_SONGS || songs.contains(null)) {
      throw Fields.invalid("song_ids", "must be a list of at most " + MAX_SONGS + " UUIDs");
    }
    UUID id = players.requireInUse(player);
    List<UUID> wanted = songs.stream().distinct().toList();
    refuseEmpty(wanted, global);
    refuseUnknown(wanted);
    Difference unused = replace(id, wanted);
    return libraries.songsOf(id);
  }

  /** Adds all songs in use that match. A player without a library gets one of these songs. */
  @Transactional
  Difference add(String player, SongFilter filter) {
    UUID id = players.requireInUse(player);
    Set<UUID> wanted = new LinkedHashSet<>(libraries.songsOf(id));
    wanted.addAll(matching(filter));
    if (wanted.size() > MAX_SONGS) {
      throw Problem.of("library-too-large", MAX_SONGS);
    }
    return wanted.isEmpty() ? new Difference(0, 0, 0) : replace(id, List.copyOf(wanted));
  }

  /**
   * Removes all songs in use that match.
   *
   * @param global whether the library may become empty, which opens the whole catalogue
   * @throws Problem 409 when the player has no library: it plays the whole catalogue
   */
  @Transactional
  Difference remove(String player, SongFilter filter, boolean global) {
    UUID id = players.requireInUse(player);
    List<UUID> matching = matching(filter);
    List<UUID> before = libraries.songsOf(id);
    if (before.isEmpty()) {
      requireLibrary(id);
      return new Difference(0, 0, 0);
    }
    List<UUID> wanted = without(before, matching);
    refuseEmpty(wanted, global);
    return replace(id, wanted);
  }

  private List<UUID> matching(SongFilter filter) {
    if (filter.shown() != SongFilter.Shown.IN_USE) {
      throw Fields.invalid(
          "archived", "must be false: a library contains only songs that are not archived");
    }
    if (filter.meansAll()) {
      throw Problem.of("all-songs");
    }
    return search.ids(filter, MAX_SONGS + 1);
  }

  private Difference replace(UUID player, List<UUID> wanted) {
    List<UUID> before = libraries.songsOf(player);
    libraries.replace(player, wanted);
    queues.topUp(player);
    LOG.infof("library changed player=%s songs=%d", player, wanted.size());
    return recordChange(player, before, wanted);
  }

  private void requireLibrary(UUID player) {
    if (!libraries.exists(player)) {
      throw Problem.of("no-library");
    }
  }

  private static void refuseEmpty(List<UUID> wanted, boolean global) {
    if (wanted.isEmpty() && !global) {
      throw Problem.of("empty-library");
    }
  }

  private Difference recordChange(UUID player, List<UUID> before, List<UUID> after) {
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
    return new Difference(after.size(), added.size(), removed.size());
  }

  private static List<UUID> without(List<UUID> songs, List<UUID> others) {
    Set<UUID> out = Set.copyOf(others);
    return songs.stream().filter(song -> !out.contains(song)).toList();
  }

  private void refuseUnknown(List<UUID> wanted) {
    Set<UUID> inUse = wanted.isEmpty() ? Set.of() : Set.copyOf(libraries.inUse(wanted));
    List<UUID> unknown = wanted.stream().filter(song -> !inUse.contains(song)).toList();
    if (!unknown.isEmpty()) {
      throw Problem.of("unknown-songs", unknown.size()).with("song_ids", unknown);
    }
  }
}
