package roomtone.manager.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

/** Reads figures of the songs in use. */
@ApplicationScoped
class CatalogueFigures {

  /** A song in which the analysis heard nothing above the absolute gate of ITU-R BS.1770. */
  private static final String SILENT = "analysis is not null and loudness_lufs is null";

  /**
   * A song in which nothing was heard.
   *
   * @param total of such songs, those beyond the limit included
   */
  record SilentSong(UUID id, String title, Instant updatedAt, long total) {}

  private final Session database;

  CatalogueFigures(Session database) {
    this.database = database;
  }

  /** Counts the songs in use. */
  Overview.SongFigures count() {
    Tuple row =
        database
            .createNativeQuery(
                """
                select count(*) as total, count(suggested_embedding) as suggested, count(*) - count(embedding) as without_embedding,
                  count(*) filter (where analysis = 'partial') as partly_analysed
                from public.songs where archived_at is null
                """,
                Tuple.class)
            .getSingleResult();
    return new Overview.SongFigures(
        row.get("total", Long.class),
        row.get("suggested", Long.class),
        row.get("without_embedding", Long.class),
        row.get("partly_analysed", Long.class));
  }

  /**
   * The songs in use in which the analysis heard nothing, those changed last first.
   *
   * @param max how many are returned
   */
  List<SilentSong> silent(int max) {
    return database
        .createNativeQuery(
            """
            select id, title, updated_at, count(*) over () as total
            from public.songs where archived_at is null and %s
            order by updated_at desc, id limit :size
            """
                .formatted(SILENT),
            SilentSong.class)
        .setParameter("size", max)
        .list();
  }
}
