package roomtone.manager.device;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import roomtone.manager.storage.SongStorage;
import roomtone.model.NewestPlay;
import roomtone.page.PageRequest;

/**
 * Lists every file that a device may need: its player's library, or the songs that the room is most
 * likely to hear when it has none.
 */
@ApplicationScoped
class Manifest {

  /** How many songs a device without a library keeps besides its queue. */
  private static final int BEST = 100;

  /** A file to keep. */
  @Schema(name = "ManifestItem")
  record Item(
      UUID songId,
      @Schema(examples = "Waves at night") String title,
      @Schema(description = "How long it plays, seconds.", examples = "180") int playSeconds,
      @Schema(description = "The file is shorter than that: start over.") boolean loop,
      @Schema(
              description = "Good for at least an hour.",
              examples =
                  "https://sounds.s3.eu-central-1.amazonaws.com/songs/5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03.flac?X-Amz-Signature=0f")
          String url,
      @Schema(
              nullable = true,
              examples = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")
          String sha256,
      @Schema(nullable = true, examples = "4230144") Long sizeBytes,
      @Schema(nullable = true, examples = "audio/flac") String contentType,
      @Schema(nullable = true, description = "Seconds.", examples = "64") Integer duration,
      @Schema(examples = "-2.3") double gainDb) {}

  /**
   * A page of the list.
   *
   * @param revision names the list as a whole: pages of different revisions do not belong together
   */
  @Schema(name = "Manifest")
  record Part(
      List<Item> items,
      @Schema(examples = "1") int page,
      @Schema(examples = "200") int size,
      @Schema(examples = "1") long total,
      @Schema(
              description =
                  "Names the list as a whole. Pages of different revisions do not belong together: start over, and delete nothing.",
              examples = "b1946ac92492d2347c6235b4d2611184")
          String revision) {}

  private final Session database;
  private final SongStorage storage;
  private final Clock clock;

  Manifest(Session database, SongStorage storage, Clock clock) {
    this.database = database;
    this.storage = storage;
    this.clock = clock;
  }

  @Transactional
  Part of(UUID player, PageRequest page) {
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
                ),
                listed as (
                  select s.id, s.title, s.type, s.file_url, s.sha256, s.size_bytes, s.content_type, s.duration, s.loudness_lufs,
                    s.peak_dbfs, s.created_at
                  from wanted w join public.songs s on s.id = w.song_id
                  where s.archived_at is null
                ),
                whole as (
                  select count(*) as total, md5(string_agg(l.id::text || coalesce(l.sha256, ''), ',' order by l.id)) as revision
                  from listed l
                )
                select part.*, w.total, coalesce(w.revision, 'empty') as revision,
                  %s as play_seconds
                from whole w
                left join public.players p on p.id = :player
                left join (select * from listed order by created_at, id limit :size offset :first) part on true
                order by part.created_at, part.id
                """
                    .formatted(NewestPlay.seconds("part", "p")),
                Tuple.class)
            .setParameter("player", player)
            .setParameter("best", BEST)
            .setParameter("size", page.size())
            .setParameter("first", page.offset())
            .list();
    Tuple whole = rows.getFirst();
    return new Part(
        rows.stream().filter(row -> row.get("id") != null).map(row -> item(row, now)).toList(),
        page.page(),
        page.size(),
        whole.get("total", Long.class),
        whole.get("revision", String.class));
  }

  private Item item(Tuple row, Instant now) {
    String url = row.get("file_url", String.class);
    int playSeconds = row.get("play_seconds", Integer.class);
    Snapshot.Track track =
        new Snapshot.Track(
            row.get("id", UUID.class),
            row.get("title", String.class),
            null,
            row.get("type", String.class),
            row.get("duration", Integer.class));
    Snapshot.File file =
        new Snapshot.File(
            url,
            row.get("sha256", String.class),
            row.get("size_bytes", Long.class),
            row.get("loudness_lufs", Float.class),
            row.get("peak_dbfs", Float.class));
    return new Item(
        track.id(),
        track.title(),
        playSeconds,
        track.loopsFor(playSeconds),
        storage.signedUrl(url, now),
        file.sha256(),
        file.sizeBytes(),
        row.get("content_type", String.class),
        track.duration(),
        file.gainDb());
  }
}
