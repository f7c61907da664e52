package roomtone.manager.overview;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import roomtone.model.OpeningHours;
import roomtone.model.RoomCondition;

/** Reads the players in use and their failed plays, each in one statement for any number. */
@ApplicationScoped
class Rooms {

  private static final String ALL =
      """
      with mine as materialized (
        select p.id, p.name, p.status, p.paused, p.timezone, cast(p.opening_hours as text) as opening_hours, p.last_poll, p.created_at
        from public.players p where p.archived_at is null %s
      )
      select m.*, c.playable, (select count(*) from public.player_queue q where q.player_id = m.id) as entries
      from mine m join roomtone.playable_counts(array(select id from mine)) c on c.player_id = m.id
      """;

  private static final String FAILED_PLAYS =
      """
      with failed as materialized (
        select f.player_id, p.name, f.song_id, count(*) as plays, max(f.played_at) as newest
        from public.songs_playing f join public.players p on p.id = f.player_id
        where f.outcome = 'failed' and f.played_at > (select roomtone.now()) - interval '24 hours' and p.archived_at is null %s
        group by f.player_id, p.name, f.song_id
      )
      select f.player_id, f.name, f.song_id, s.title, f.plays, f.newest, f.song_id = any (c.suspended) as suspended, count(*) over () as total
      from failed f
      join public.songs s on s.id = f.song_id and s.archived_at is null
      join roomtone.playable_counts(array(select distinct player_id from failed)) c on c.player_id = f.player_id
      order by suspended desc, f.newest desc, f.name, f.player_id, f.song_id limit :size
      """;

  private static final String OF_MANAGER = "and p.manager_id = :manager";

  /**
   * Failed plays of a song in a room.
   *
   * @param newest when the last of them started
   * @param total of such rows, those beyond the limit included
   */
  record FailedPlays(
      UUID playerId,
      String playerName,
      UUID songId,
      String title,
      long plays,
      Instant newest,
      boolean suspended,
      long total) {}

  private final Session database;
  private final ObjectMapper mapper;

  Rooms(Session database, ObjectMapper mapper) {
    this.database = database;
    this.mapper = mapper;
  }

  /** The database's time. */
  Instant now() {
    return database.createNativeQuery("select roomtone.now()", Instant.class).getSingleResult();
  }

  /**
   * The players in use.
   *
   * @param manager whose; null: all
   */
  List<RoomRow> inUse(UUID manager, Instant now) {
    // Many rooms have the same hours.
    Map<String, OpeningHours> known = new HashMap<>();
    return query(ALL, manager).stream()
        .map(
            row ->
                new RoomRow(
                    row.get("id", UUID.class),
                    row.get("name", String.class),
                    row.get("status", String.class),
                    RoomCondition.of(
                        hours(row.get("opening_hours", String.class), known),
                        OpeningHours.zone(row.get("timezone", String.class)),
                        row.get("paused", Boolean.class),
                        row.get("status", String.class),
                        now),
                    row.get("last_poll", Instant.class),
                    row.get("created_at", Instant.class),
                    row.get("playable", Long.class),
                    row.get("entries", Long.class)))
        .toList();
  }

  private OpeningHours hours(String column, Map<String, OpeningHours> known) {
    return column == null
        ? OpeningHours.ALWAYS
        : known.computeIfAbsent(
            column, json -> OpeningHours.read(json, mapper).orElse(OpeningHours.ALWAYS));
  }

  /**
   * The songs whose plays failed in the last 24 hours, by room: suspended ones first, then the
   * newest.
   *
   * @param manager in whose rooms; null: in all
   * @param max how many are returned
   */
  List<FailedPlays> failedPlays(UUID manager, int max) {
    return query(FAILED_PLAYS, manager).setParameter("size", max).stream()
        .map(
            row ->
                new FailedPlays(
                    row.get("player_id", UUID.class),
                    row.get("name", String.class),
                    row.get("song_id", UUID.class),
                    row.get("title", String.class),
                    row.get("plays", Long.class),
                    row.get("newest", Instant.class),
                    row.get("suspended", Boolean.class),
                    row.get("total", Long.class)))
        .toList();
  }

  private NativeQuery<Tuple> query(String sql, UUID manager) {
    NativeQuery<Tuple> query =
        database.createNativeQuery(sql.formatted(manager == null ? "" : OF_MANAGER), Tuple.class);
    return manager == null ? query : query.setParameter("manager", manager);
  }
}
