package roomtone.manager.nowplaying;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.player.PlayerAdmin;
import roomtone.model.NewestPlay;
import roomtone.model.OpeningHours;
import roomtone.model.RoomCondition;
import roomtone.problem.Problem;

/** Reads what plays in a room and its queue, in one statement: both are of the same moment. */
@ApplicationScoped
class RoomQueues {

  private static final String ROOM =
      """
      with disclosed as materialized (select d.entry_id, d.reason from roomtone.disclosed_reasons(:player) d)
      select roomtone.now() as server_time, p.timezone, cast(p.opening_hours as text) as opening_hours, p.paused,
        roomtone.player_status(p.id, p.status) as status,
        play.id as play_id, play.song_id as play_song_id, play.title as play_title, play.artist as play_artist, play.played_at, play.play_seconds,
        case when play.queue_id is not null then coalesce(play_reason.reason, 'rotation') end as play_reason,
        q.id as queue_id, q.position, q.song_id, s.title, s.artist, s.type, %s as song_seconds, q.added_at,
        coalesce(entry_reason.reason, 'rotation') as reason
      from public.players p
      left join lateral (
        select newest.*, heard.title, heard.artist, %s as play_seconds
        from (%s) newest join public.songs heard on heard.id = newest.song_id where %s
      ) play on true
      left join disclosed play_reason on play_reason.entry_id = play.queue_id
      left join (public.player_queue q join public.songs s on s.id = q.song_id) on q.player_id = p.id
      left join disclosed entry_reason on entry_reason.entry_id = q.id
      where p.id = :player
      order by q.position
      """
          .formatted(
              NewestPlay.seconds("s", "p"),
              NewestPlay.seconds("heard", "p"),
              NewestPlay.of("p.id"),
              NewestPlay.runs("newest", "heard", "p"));

  private final Session database;
  private final PlayerAdmin players;
  private final ObjectMapper mapper;

  RoomQueues(Session database, PlayerAdmin players, ObjectMapper mapper) {
    this.database = database;
    this.players = players;
    this.mapper = mapper;
  }

  /**
   * What plays in a room and its queue.
   *
   * @throws Problem 404 when the caller may see no such player in use
   */
  @Transactional
  RoomQueue of(String playerId) {
    UUID player = players.requireInUse(playerId);
    List<Tuple> rows =
        database.createNativeQuery(ROOM, Tuple.class).setParameter("player", player).list();
    Tuple room = rows.getFirst();
    Instant now = room.get("server_time", Instant.class);
    RoomCondition condition = condition(room, now);
    return new RoomQueue(
        condition.state().word(),
        condition.opensAt(),
        current(room),
        rows.stream().filter(row -> row.get("queue_id") != null).map(RoomQueues::entry).toList(),
        now);
  }

  private RoomCondition condition(Tuple room, Instant now) {
    return RoomCondition.of(
        OpeningHours.read(room.get("opening_hours", String.class), mapper)
            .orElse(OpeningHours.ALWAYS),
        OpeningHours.zone(room.get("timezone", String.class)),
        room.get("paused", Boolean.class),
        room.get("status", String.class),
        now);
  }

  private static RoomQueue.Current current(Tuple room) {
    UUID play = room.get("play_id", UUID.class);
    return play == null
        ? null
        : new RoomQueue.Current(
            play,
            room.get("play_song_id", UUID.class),
            room.get("play_title", String.class),
            room.get("play_artist", String.class),
            room.get("played_at", Instant.class),
            room.get("play_seconds", Integer.class),
            room.get("play_reason", String.class));
  }

  private static RoomQueue.Entry entry(Tuple row) {
    return new RoomQueue.Entry(
        row.get("queue_id", UUID.class),
        row.get("position", Integer.class),
        row.get("song_id", UUID.class),
        row.get("title", String.class),
        row.get("artist", String.class),
        row.get("type", String.class),
        row.get("song_seconds", Integer.class),
        row.get("reason", String.class),
        row.get("added_at", Instant.class));
  }
}
