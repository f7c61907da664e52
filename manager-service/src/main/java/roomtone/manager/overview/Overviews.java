package roomtone.manager.overview;

import static roomtone.manager.overview.Overview.MAX_PROBLEMS;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import roomtone.manager.overview.CatalogueFigures.SilentSong;
import roomtone.manager.overview.Overview.PlayerFigures;
import roomtone.manager.overview.Overview.Problem;
import roomtone.manager.overview.Overview.SongFigures;
import roomtone.manager.overview.Rooms.FailedPlays;
import roomtone.model.RoomCondition.State;

/** Finds out what needs the attention of staff. */
@ApplicationScoped
class Overviews {

  private final Rooms rooms;
  private final CatalogueFigures catalogue;

  Overviews(Rooms rooms, CatalogueFigures catalogue) {
    this.rooms = rooms;
    this.catalogue = catalogue;
  }

  /** Everything, for admins. */
  @Transactional
  Overview ofAll() {
    return overview(null, catalogue.count(), catalogue.silent(MAX_PROBLEMS));
  }

  /** What concerns the players of a manager. */
  @Transactional
  Overview ofManager(UUID manager) {
    return overview(manager, null, List.of());
  }

  private Overview overview(UUID manager, SongFigures songs, List<SilentSong> silent) {
    Instant now = rooms.now();
    List<RoomRow> all = rooms.inUse(manager, now);
    List<FailedPlays> failed = rooms.failedPlays(manager, MAX_PROBLEMS);
    Map<Kind, List<Problem>> problems = new EnumMap<>(Kind.class);
    roomProblems(all, problems);
    problems.put(Kind.SONG_FAILING, failed.stream().map(Overviews::failing).toList());
    problems.put(Kind.SONG_SILENT_OR_UNREADABLE, silent.stream().map(Overviews::silent).toList());
    if (songs != null && songs.suggested() > 0) {
      problems.put(Kind.LOW_CONFIDENCE, List.of(lowConfidence(songs.suggested())));
    }
    // Of two kinds no more rows were read than are listed.
    long unread =
        (failed.isEmpty() ? 0 : failed.getFirst().total() - failed.size())
            + (silent.isEmpty() ? 0 : silent.getFirst().total() - silent.size());
    return new Overview(
        now,
        figures(all),
        songs,
        problems.values().stream().flatMap(List::stream).limit(MAX_PROBLEMS).toList(),
        problems.values().stream().mapToLong(List::size).sum() + unread);
  }

  private static PlayerFigures figures(List<RoomRow> rooms) {
    Map<State, Long> states = new EnumMap<>(State.class);
    rooms.forEach(room -> states.merge(room.condition().state(), 1L, Long::sum));
    long online =
        rooms.stream()
            .filter(room -> room.condition().state() == State.IDLE)
            .filter(room -> room.status().equals("online"))
            .count();
    return new PlayerFigures(
        rooms.size(),
        states.getOrDefault(State.PLAYING, 0L),
        states.getOrDefault(State.IDLE, 0L) - online,
        online,
        states.getOrDefault(State.OFFLINE, 0L),
        states.getOrDefault(State.PAUSED, 0L),
        states.getOrDefault(State.CLOSED, 0L));
  }

  private static void roomProblems(List<RoomRow> rooms, Map<Kind, List<Problem>> problems) {
    problems.put(
        Kind.PLAYER_NEVER_SEEN,
        found(rooms, room -> room.lastPoll() == null, Overviews::neverSeen));
    problems.put(
        Kind.PLAYER_OFFLINE,
        found(
            rooms,
            room -> room.lastPoll() != null && room.condition().state() == State.OFFLINE,
            Overviews::offline));
    problems.put(
        Kind.NO_PLAYABLE_SONGS,
        found(rooms, room -> room.playable() == 0, Overviews::withoutSongs));
    problems.put(
        Kind.QUEUE_STARVING,
        found(rooms, room -> room.entries() < room.wantedEntries(), Overviews::starving));
  }

  /** The problems of one kind, the newest first. */
  private static List<Problem> found(
      List<RoomRow> rooms, Predicate<RoomRow> has, Function<RoomRow, Problem> problem) {
    Stream<Problem> found = rooms.stream().filter(has).map(problem);
    return new ArrayList<>(
        found
            .sorted(
                Comparator.comparing(
                        Problem::since, Comparator.nullsLast(Comparator.reverseOrder()))
                    .thenComparing(Problem::playerName)
                    .thenComparing(Problem::playerId))
            .toList());
  }

  private static Problem neverSeen(RoomRow room) {
    return ofRoom(
        Kind.PLAYER_NEVER_SEEN,
        room,
        room.createdAt(),
        null,
        "No device has polled yet. Enter the player's token in its device, or pair the device.");
  }

  private static Problem offline(RoomRow room) {
    return ofRoom(
        Kind.PLAYER_OFFLINE,
        room,
        room.lastPoll(),
        null,
        "The device does not poll, although the room is open. Check its power and its network.");
  }

  private static Problem withoutSongs(RoomRow room) {
    return ofRoom(
        Kind.NO_PLAYABLE_SONGS,
        room,
        null,
        null,
        "The player may play no song: all that it could play are archived or suspended. Add songs to its library.");
  }

  private static Problem starving(RoomRow room) {
    return ofRoom(
        Kind.QUEUE_STARVING,
        room,
        null,
        room.entries(),
        "The queue has %d of %d entries. It is filled when the device polls, and by the brain."
            .formatted(room.entries(), room.wantedEntries()));
  }

  private static Problem ofRoom(Kind kind, RoomRow room, Instant since, Long count, String detail) {
    return new Problem(kind.word(), room.id(), room.name(), null, null, since, count, null, detail);
  }

  private static Problem failing(FailedPlays failed) {
    String plays =
        failed.plays() == 1
            ? "A play failed in the last 24 hours."
            : failed.plays() + " plays failed in the last 24 hours.";
    return new Problem(
        Kind.SONG_FAILING.word(),
        failed.playerId(),
        failed.playerName(),
        failed.songId(),
        failed.title(),
        failed.newest(),
        failed.plays(),
        failed.suspended(),
        plays
            + (failed.suspended()
                ? " The song is suspended in this room. Listen to it, and replace its file."
                : " Listen to the song."));
  }

  private static Problem silent(SilentSong song) {
    return new Problem(
        Kind.SONG_SILENT_OR_UNREADABLE.word(),
        null,
        null,
        song.id(),
        song.title(),
        song.updatedAt(),
        null,
        null,
        "The analysis heard nothing in it. Replace its file, or archive the song.");
  }

  private static Problem lowConfidence(long songs) {
    return new Problem(
        Kind.LOW_CONFIDENCE.word(),
        null,
        null,
        null,
        null,
        null,
        songs,
        null,
        "%d %s a suggested embedding, which picks nothing until it is confirmed."
            .formatted(songs, songs == 1 ? "song has" : "songs have"));
  }
}
