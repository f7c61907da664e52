package roomtone.manager.player;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import roomtone.manager.rest.Page;
import roomtone.manager.rest.PageRequest;
import roomtone.manager.song.SongStorage;

/** Every file that a device may need: its library, or what a room without one is likely to hear. */
@ApplicationScoped
class Manifest {

  /** How many songs a device without a library keeps ready beside its queue. */
  private static final int BEST = 100;

  /** A file to keep. What is in no manifest any more may be deleted. */
  @Schema(name = "ManifestItem")
  record Item(
      UUID songId,
      @Schema(description = "Good for at least an hour.") String url,
      @Schema(nullable = true) String sha256,
      @Schema(nullable = true) Long sizeBytes,
      @Schema(nullable = true) String contentType,
      @Schema(nullable = true, description = "Seconds.") Integer duration,
      double gainDb) {}

  private final Session database;
  private final SongStorage storage;
  private final Clock clock;

  Manifest(Session database, SongStorage storage, Clock clock) {
    this.database = database;
    this.storage = storage;
    this.clock = clock;
  }

  @Transactional
  Page<Item> of(UUID player, PageRequest page) {
    Instant now = clock.instant();
    List<Tuple> rows =
        database
            .createNativeQuery(
                """
                with library as (
                  select l.song_id from public.player_library l where l.player_id = :player
                ),
                wanted as (
                  select song_id from library
                  union
                  select heard.song_id from (
                    select p.current_song_id as song_id from public.players p where p.id = :player
                    union
                    select q.song_id from public.player_queue q where q.player_id = :player
                  ) heard
                  union
                  select b.song_id from roomtone.best_ranked(:player, :best) b where not exists (select from library)
                )
                select s.id, s.file_url, s.sha256, s.size_bytes, s.content_type, s.duration, s.loudness_lufs, s.peak_dbfs,
                  count(*) over () as total
                from wanted w join public.songs s on s.id = w.song_id
                where s.archived_at is null
                order by s.id
                limit :size offset :first
                """,
                Tuple.class)
            .setParameter("player", player)
            .setParameter("best", BEST)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .list();
    if (rows.isEmpty() && page.page() > 1) {
      return new Page<>(
          List.of(), page.page(), page.size(), of(player, new PageRequest(1, page.size())).total());
    }
    long total = rows.isEmpty() ? 0 : rows.getFirst().get("total", Long.class);
    return new Page<>(
        rows.stream().map(row -> item(row, now)).toList(), page.page(), page.size(), total);
  }

  private Item item(Tuple row, Instant now) {
    String url = row.get("file_url", String.class);
    Snapshot.File file =
        new Snapshot.File(
            url,
            row.get("sha256", String.class),
            row.get("size_bytes", Long.class),
            row.get("loudness_lufs", Float.class),
            row.get("peak_dbfs", Float.class));
    return new Item(
        row.get("id", UUID.class),
        storage.signedUrl(url, now),
        file.sha256(),
        file.sizeBytes(),
        row.get("content_type", String.class),
        row.get("duration", Integer.class),
        file.gainDb());
  }
}
