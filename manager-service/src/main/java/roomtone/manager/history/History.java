package roomtone.manager.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import roomtone.manager.player.PlayerAdmin.Identity;
import roomtone.manager.rest.Csv;
import roomtone.manager.rest.PageParameters;
import roomtone.manager.rest.Period;
import roomtone.page.Page;
import roomtone.page.PageRequest;

/** Reads the plays of a player. */
@ApplicationScoped
class History {

  /** Selects the plays of the query named played, with the reasons that may be disclosed. */
  private static final String DISCLOSED =
      """
      select sp.id, sp.song_id, s.title, s.artist, sp.played_at, sp.ended_at, sp.outcome, disclosed.reason
      from played sp
      left join public.songs s on s.id = sp.song_id
      left join roomtone.disclosed_play_reasons(:player, array(select p.id from played p)) disclosed
        on disclosed.play_id = sp.id
      """;

  private static final String PLAYS =
      """
      select sp.id, sp.song_id, sp.played_at, sp.ended_at, sp.outcome from public.songs_playing sp
      where sp.player_id = :player and sp.played_at >= :from and sp.played_at < :to
      """;

  private final Session database;

  History(Session database) {
    this.database = database;
  }

  /** A page of plays, newest first. */
  @Transactional
  Page<PlayRecord> page(Identity player, Period period, PageRequest page) {
    Map<String, Object> which =
        Map.of("player", player.id(), "from", period.from(), "to", period.to());
    long total =
        database
            .createNativeQuery(
                """
                select count(*) from (
                  select from public.songs_playing sp
                  where sp.player_id = :player and sp.played_at >= :from and sp.played_at < :to
                  limit %d) counted
                """
                    .formatted(PageParameters.MAX_COUNTED),
                Long.class)
            .setProperties(which)
            .getSingleResult();
    Stream<Tuple> rows =
        database
            .createNativeQuery(
                """
                with played as materialized (
                  select plays.* from (%s) plays
                  order by plays.played_at desc, plays.id limit :size offset :first
                )
                %s
                order by sp.played_at desc, sp.id
                """
                    .formatted(PLAYS, DISCLOSED),
                Tuple.class)
            .setProperties(which)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .stream();
    return page.with(played(rows, player.zone()), total);
  }

  /**
   * The next {@value Csv#CHUNK} plays at most, oldest first. They are read along the index, so that
   * each chunk costs the same.
   *
   * @param after the last play of the chunk before; null for the first chunk
   */
  @Transactional
  List<PlayRecord> chunk(Identity player, Period period, PlayRecord after) {
    NativeQuery<Tuple> rows =
        database
            .createNativeQuery(
                """
                with played as materialized (
                  %s %s
                  order by sp.played_at, sp.id desc limit :size
                )
                %s
                order by sp.played_at, sp.id desc
                """
                    .formatted(
                        PLAYS,
                        after == null ? "" : "and (sp.played_at > :from or sp.id < :id)",
                        DISCLOSED),
                Tuple.class)
            .setParameter("player", player.id())
            .setParameter("from", after == null ? period.from() : after.startedAt())
            .setParameter("to", period.to())
            .setParameter("size", Csv.CHUNK);
    if (after != null) {
      rows.setParameter("id", after.playId());
    }
    return played(rows.stream(), player.zone());
  }

  private static List<PlayRecord> played(Stream<Tuple> rows, ZoneId zone) {
    return rows.map(
            row -> {
              Instant started = row.get("played_at", Instant.class);
              Instant ended = row.get("ended_at", Instant.class);
              return new PlayRecord(
                  row.get("id", UUID.class),
                  row.get("song_id", UUID.class),
                  row.get("title", String.class),
                  row.get("artist", String.class),
                  started,
                  ended,
                  PlayRecord.local(started, zone),
                  PlayRecord.local(ended, zone),
                  ended == null ? null : Duration.between(started, ended).toSeconds(),
                  row.get("outcome", String.class),
                  row.get("reason", String.class));
            })
        .toList();
  }
}
