package roomtone.manager.song;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.audio.Waveform;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;

/** The rows of the catalogue. */
@ApplicationScoped
class Songs {

  /**
   * What is known of a song when its file has been stored.
   *
   * @param stated the embedding that somebody knows; null: what was heard counts
   */
  record NewSong(
      String title,
      String artist,
      String type,
      Embedding stated,
      String fileUrl,
      Recording recording,
      Findings findings) {}

  private final Session database;
  private final Audit audit;
  private final UploadLog log;

  Songs(Session database, Audit audit, UploadLog log) {
    this.database = database;
    this.audit = audit;
    this.log = log;
  }

  Optional<CatalogueSong> find(UUID id) {
    return Optional.ofNullable(database.find(CatalogueSong.class, id));
  }

  /** The song with the same content, archived or not. */
  @Transactional
  Optional<CatalogueSong> withContent(String sha256) {
    return database
        .createSelectionQuery("from CatalogueSong where sha256 = :sha256", CatalogueSong.class)
        .setParameter("sha256", sha256)
        .uniqueResultOptional();
  }

  /** Those of the hashes that some song with a file has, archived or not. */
  @Transactional
  List<String> knownContents(Collection<String> hashes) {
    return database
        .createSelectionQuery(
            "select sha256 from CatalogueSong where sha256 in (:hashes) and fileRemovedAt is null",
            String.class)
        .setParameter("hashes", hashes)
        .list();
  }

  /**
   * Adds a song with its outline, and ends its entry in the log of uploads.
   *
   * @return empty when a song with the same content came first
   */
  @Transactional
  Optional<SongView> add(NewSong song, UUID entry) {
    Optional<UUID> added = insert(song);
    added.ifPresent(
        id -> {
          keepOutline(id, song.findings().outline());
          log.done(entry, id);
        });
    Optional<CatalogueSong> row = added.flatMap(this::find);
    row.ifPresent(made -> audit.created(Thing.SONG, made.id, Catalogue.facts(made)));
    return row.map(SongView::of);
  }

  private Optional<UUID> insert(NewSong song) {
    Findings heard = song.findings();
    Embedding used = song.stated() == null ? heard.heard() : song.stated();
    String source = song.stated() != null ? "manual" : used != null ? "model" : null;
    return database
        .createNativeQuery(
            """
            insert into public.songs
              (title, artist, type, embedding, embedding_source, embedding_confidence, suggested_embedding, duration, bpm,
               loudness_lufs, peak_dbfs, analysis, file_url, content_type, size_bytes, sha256)
            values (:title, cast(:artist as text), :type, cast(:embedding as extensions.vector), cast(:source as text),
              cast(:confidence as real), cast(:suggestion as extensions.vector), :duration, cast(:bpm as real),
              cast(:loudness as real), cast(:peak as real), :analysis, :fileUrl, :contentType, :sizeBytes, :sha256)
            on conflict (sha256) do nothing
            returning id
            """,
            UUID.class)
        .setParameter("title", song.title())
        .setParameter("artist", song.artist(), String.class)
        .setParameter("type", song.type())
        .setParameter("embedding", used == null ? null : used.toVectorText(), String.class)
        .setParameter("source", source, String.class)
        .setParameter("confidence", song.stated() == null ? heard.confidence() : null, Float.class)
        .setParameter(
            "suggestion",
            song.stated() == null && heard.suggestion() != null
                ? heard.suggestion().toVectorText()
                : null,
            String.class)
        .setParameter("duration", heard.duration())
        .setParameter("bpm", heard.bpm(), Float.class)
        .setParameter("loudness", heard.loudness(), Float.class)
        .setParameter("peak", heard.peak(), Float.class)
        .setParameter("analysis", heard.extent())
        .setParameter("fileUrl", song.fileUrl())
        .setParameter("contentType", song.recording().format().contentType())
        .setParameter("sizeBytes", song.recording().size())
        .setParameter("sha256", song.recording().sha256())
        .uniqueResultOptional();
  }

  /** Writes down what a recording looks like. */
  void keepOutline(UUID song, Waveform outline) {
    database
        .createNativeMutationQuery(
            """
            insert into roomtone.song_outlines (song_id, heights) values (:song, :heights)
            on conflict (song_id) do update set heights = excluded.heights
            """)
        .setParameter("song", song)
        .setParameter("heights", outline.points())
        .executeUpdate();
  }

  /** What a recording looks like; empty when nobody has listened to it. */
  @Transactional
  Optional<byte[]> outline(UUID song) {
    return database
        .createNativeQuery(
            "select heights from roomtone.song_outlines where song_id = :song", byte[].class)
        .setParameter("song", song)
        .uniqueResultOptional();
  }

  /** For a change: nobody else changes it until the transaction ends. */
  Optional<CatalogueSong> findToChange(UUID id) {
    return Optional.ofNullable(
        database.find(CatalogueSong.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  /** Whether some room hears the song at the moment. */
  @Transactional
  boolean plays(UUID song) {
    return database
        .createNativeQuery(
            "select exists (select from public.players where current_song_id = :song and archived_at is null)",
            Boolean.class)
        .setParameter("song", song)
        .getSingleResult();
  }

  /** Gives up the files of songs that were archived before. */
  @Transactional
  int giveUpFiles(Instant before) {
    return database
        .createNativeMutationQuery(
            "update public.songs set file_removed_at = roomtone.now() where archived_at < :before and file_removed_at is null")
        .setParameter("before", before)
        .executeUpdate();
  }

  /** The rooms whose queue holds the song, in the order in which queues are locked. */
  List<UUID> roomsThatQueue(UUID song) {
    return database
        .createSelectionQuery(
            "select distinct playerId from QueuedSong where songId = :song order by playerId",
            UUID.class)
        .setParameter("song", song)
        .list();
  }

  /**
   * The rooms whose queue holds a song that is archived. One whose file was given up left the
   * queues a month before.
   */
  @Transactional
  List<UUID> roomsThatQueueArchived() {
    return database
        .createNativeQuery(
            """
            select distinct q.player_id
            from public.songs s join public.player_queue q on q.song_id = s.id
            where s.archived_at is not null and s.file_removed_at is null
            order by q.player_id
            """,
            UUID.class)
        .list();
  }

  /** Writes what has changed and reads what the database made of it. */
  void flush(CatalogueSong song) {
    database.flush();
    database.refresh(song);
  }
}
