package roomtone.manager.player;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import roomtone.manager.join.JoinLinks;
import roomtone.model.NewestPlay;
import roomtone.model.OpeningHours;
import roomtone.page.Page;
import roomtone.page.PageRequest;

/** Reads players with their running play and queue, in one statement for any number. */
@ApplicationScoped
class PlayerViews {

  private static final String COLUMNS =
      """
      select p.id, p.name, p.slug, p.manager_id, roomtone.player_status(p.id, p.status) as status, p.last_poll, p.timezone, p.volume_db,
        cast(p.opening_hours as text) as opening_hours, p.paused, p.crossfade_seconds, p.soundscape_seconds, p.checkins_per_hour, p.presence, p.skip_play_id,
        p.token_changed_at, p.created_at, p.archived_at,
        play.id as play_id, play.song_id, heard.title, heard.artist, %s as play_seconds, play.played_at, play.over_at,
        queue.length, queue.next_id, coming.title as next_title, coming.artist as next_artist
      """
          .formatted(NewestPlay.seconds("heard", "p"));

  private static final String STATE =
      """
      left join lateral (
        select newest.*, %s as over_at from (%s) newest join public.songs s on s.id = newest.song_id where %s
      ) play on true
      left join public.songs heard on heard.id = play.song_id
      left join lateral (
        select count(*) as length, (array_agg(q.song_id order by q.position))[1] as next_id
        from public.player_queue q where q.player_id = p.id
      ) queue on true
      left join public.songs coming on coming.id = queue.next_id
      order by p.name, p.id
      """
          .formatted(
              NewestPlay.overAt("newest", "s", "p"),
              NewestPlay.of("p.id"),
              NewestPlay.runs("newest", "s", "p"));

  private final Session database;
  private final JoinLinks links;
  private final ObjectMapper mapper;
  private final Clock clock;

  PlayerViews(Session database, JoinLinks links, ObjectMapper mapper, Clock clock) {
    this.database = database;
    this.links = links;
    this.mapper = mapper;
    this.clock = clock;
  }

  /** A player that exists. */
  @Transactional
  PlayerView one(UUID id) {
    return of(List.of(id)).getFirst();
  }

  /** The players with these ids, archived or not; others are left out. */
  @Transactional
  List<PlayerView> of(Collection<UUID> ids) {
    return read(
        query("select * from public.players where id = any (:ids)")
            .setParameter("ids", ids.toArray(UUID[]::new)));
  }

  /** All players in use. */
  @Transactional
  List<PlayerView> inUse() {
    return read(query("select * from public.players where archived_at is null"));
  }

  /**
   * A page of players by name.
   *
   * @param manager whose players; null: all
   */
  @Transactional
  Page<PlayerView> page(UUID manager, boolean archived, PageRequest page) {
    String where =
        (archived ? "archived_at is not null" : "archived_at is null")
            + (manager == null ? "" : " and manager_id = :manager");
    NativeQuery<Long> count =
        database.createNativeQuery(
            "select count(*) from public.players where " + where, Long.class);
    NativeQuery<Tuple> part =
        query(
                "select * from public.players where "
                    + where
                    + " order by name, id limit :size offset :first")
            .setParameter("size", page.size())
            .setParameter("first", page.offset());
    if (manager != null) {
      count.setParameter("manager", manager);
      part.setParameter("manager", manager);
    }
    return page.with(read(part), count.getSingleResult());
  }

  private NativeQuery<Tuple> query(String players) {
    return database.createNativeQuery(COLUMNS + "from (" + players + ") p\n" + STATE, Tuple.class);
  }

  private List<PlayerView> read(NativeQuery<Tuple> rows) {
    Instant now = clock.instant();
    return rows.stream().map(row -> view(row, now)).toList();
  }

  private PlayerView view(Tuple row, Instant now) {
    String timezone = row.get("timezone", String.class);
    OpeningHours hours =
        OpeningHours.read(row.get("opening_hours", String.class), mapper)
            .orElse(OpeningHours.ALWAYS);
    return new PlayerView(
        row.get("id", UUID.class),
        row.get("name", String.class),
        row.get("slug", String.class),
        links.of(row.get("slug", String.class)),
        row.get("manager_id", UUID.class),
        row.get("status", String.class),
        row.get("song_id", UUID.class),
        row.get("last_poll", Instant.class),
        timezone,
        row.get("volume_db", Float.class),
        row.get("opening_hours", String.class),
        row.get("paused", Boolean.class),
        row.get("crossfade_seconds", Float.class),
        row.get("soundscape_seconds", Integer.class),
        row.get("checkins_per_hour", Integer.class),
        row.get("presence", String.class),
        row.get("skip_play_id", UUID.class),
        row.get("created_at", Instant.class),
        row.get("archived_at", Instant.class),
        hours.isOpen(now, OpeningHours.zone(timezone)),
        current(row),
        next(row),
        row.get("length", Long.class),
        row.get("token_changed_at", Instant.class),
        hours);
  }

  private static PlayerView.Current current(Tuple row) {
    UUID song = row.get("song_id", UUID.class);
    if (song == null) {
      return null;
    }
    return new PlayerView.Current(
        row.get("play_id", UUID.class),
        song,
        row.get("title", String.class),
        row.get("artist", String.class),
        row.get("played_at", Instant.class),
        row.get("play_seconds", Integer.class),
        row.get("over_at", Instant.class));
  }

  private static PlayerView.Next next(Tuple row) {
    UUID song = row.get("next_id", UUID.class);
    return song == null
        ? null
        : new PlayerView.Next(
            song, row.get("next_title", String.class), row.get("next_artist", String.class));
  }
}
