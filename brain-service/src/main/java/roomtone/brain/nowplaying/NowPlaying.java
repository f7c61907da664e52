package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import roomtone.brain.collective.Privacy;

/** What plays in a room and what is next, as the device told and the queue says. */
@ApplicationScoped
class NowPlaying {

  /** The first entry stands, those behind it follow the room. */
  private static final int FIRST_CHANGEABLE = 2;

  private static final String BY_ROTATION = "rotation";

  private static final String BY_LISTENERS = "collective";

  private final Session rows;

  NowPlaying(Session rows) {
    this.rows = rows;
  }

  /** The song that runs. */
  record Current(
      UUID songId,
      @Schema(examples = "Rain on a roof") String title,
      @Schema(nullable = true, examples = "Nature") String artist,
      Instant startedAt,
      @Schema(description = "How long it plays", examples = "180") Integer playSeconds) {}

  /** A song that is next. */
  record Next(
      UUID queueId,
      UUID songId,
      @Schema(examples = "Waves at night") String title,
      @Schema(description = "1 plays next", examples = "1") int position,
      @Schema(
              nullable = true,
              enumeration = {"collective", "house", "rotation"},
              description =
                  "collective: picked by those present; house: by what this room has loved; rotation: not heard for longest; null below three listeners")
          String reason,
      @Schema(description = "Whether a vote can still move it") boolean changeable) {}

  /** Both, read at one time. */
  record State(Optional<Current> current, List<Next> next) {}

  /** An entry as the row has it. */
  record Entry(
      UUID queueId,
      UUID songId,
      String title,
      Integer position,
      String reason,
      Integer listenersAtPick,
      Integer listenersNow) {}

  /** The state of a player. */
  @Transactional
  State of(UUID player) {
    return new State(current(player), queue(player).stream().map(NowPlaying::shown).toList());
  }

  /**
   * The newest play while nobody said that it ended; of a player that is away, only as long as the
   * song is.
   */
  private Optional<Current> current(UUID player) {
    return rows.createNativeQuery(
            """
            select running.* from (
              select s.id as song_id, s.title, s.artist, newest.played_at as started_at,
                case when s.type = 'instrumental' then coalesce(s.duration, 180)
                  else p.soundscape_seconds end as play_seconds
              from players p
              cross join lateral (
                select * from songs_playing sp where sp.player_id = p.id
                order by sp.played_at desc, sp.id limit 1
              ) newest
              join songs s on s.id = newest.song_id
              where p.id = :player and newest.ended_at is null and newest.outcome is null
            ) running
            where (select p.status from players p where p.id = :player) <> 'offline'
              or roomtone.now() < running.started_at + make_interval(secs => running.play_seconds)
            """,
            Current.class)
        .setParameter("player", player)
        .getResultStream()
        .findFirst();
  }

  private List<Entry> queue(UUID player) {
    return rows.createNativeQuery(
            """
            select q.id as queue_id, q.song_id, s.title, q.position, q.reason,
              q.listeners as listeners_at_pick, c.listeners as listeners_now
            from player_queue q
            join songs s on s.id = q.song_id
            join roomtone.collectives c on c.player_id = q.player_id
            where q.player_id = :player order by q.position
            """,
            Entry.class)
        .setParameter("player", player)
        .getResultList();
  }

  private static Next shown(Entry entry) {
    return new Next(
        entry.queueId(),
        entry.songId(),
        entry.title(),
        entry.position(),
        mayTell(entry) ? entry.reason() : null,
        entry.position() >= FIRST_CHANGEABLE);
  }

  private static boolean mayTell(Entry entry) {
    if (entry.reason().equals(BY_ROTATION)) {
      return true;
    }
    boolean enoughAtPick =
        !entry.reason().equals(BY_LISTENERS) || Privacy.holdsFor(entry.listenersAtPick());
    return enoughAtPick && Privacy.holdsFor(entry.listenersNow());
  }
}
