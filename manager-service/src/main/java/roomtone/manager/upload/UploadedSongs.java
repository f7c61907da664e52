package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.song.CatalogueSong;
import roomtone.manager.song.Embedding;
import roomtone.manager.song.SongView;
import roomtone.manager.song.Songs;
import roomtone.manager.storage.FileClaims;
import roomtone.problem.Problem;

/** Writes what an upload or a new analysis found into the rows of songs. */
@ApplicationScoped
class UploadedSongs {

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
  private final Songs songs;
  private final FileClaims claims;
  private final UploadLog log;
  private final Audit audit;

  UploadedSongs(Session database, Songs songs, FileClaims claims, UploadLog log, Audit audit) {
    this.database = database;
    this.songs = songs;
    this.claims = claims;
    this.log = log;
    this.audit = audit;
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
          writeOutline(id, song.findings());
          log.done(entry, id);
        });
    Optional<CatalogueSong> row = added.map(id -> database.find(CatalogueSong.class, id));
    row.ifPresent(made -> audit.created(Thing.SONG, made.id, made.facts()));
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

  private void writeOutline(UUID song, Findings heard) {
    database
        .createNativeMutationQuery(
            """
            insert into roomtone.song_outlines (song_id, heights) values (:song, :heights)
            on conflict (song_id) do update set heights = excluded.heights
            """)
        .setParameter("song", song)
        .setParameter("heights", heard.outline().points())
        .executeUpdate();
  }

  /**
   * Gives a song another file and what was heard in it.
   *
   * @param entry of the upload, which ends with it
   * @throws Problem 409 when it plays, or when another song came first with that file
   */
  @Transactional
  SongView replaceFile(UUID id, Recording recording, String url, Findings heard, UUID entry) {
    CatalogueSong song = songs.lock(id);
    if (songs.plays(id)) {
      throw itPlays();
    }
    Map<String, Object> before = song.facts();
    boolean other = song.sha256 != null && !song.sha256.equals(recording.sha256());
    if (other && song.fileRemovedAt == null) {
      claims.sayFarewell(song.sha256);
    }
    song.fileUrl = url;
    song.fileRemovedAt = null;
    song.sha256 = recording.sha256();
    describe(song, recording, heard);
    log.done(entry, id);
    songs.flush(song);
    audit.changed("replace-file", Thing.SONG, id, before, song.facts());
    return SongView.of(song);
  }

  /** Writes down what was heard in a song's file; what somebody stated stays. */
  @Transactional
  SongView describe(UUID id, Recording recording, Findings heard) {
    CatalogueSong song = songs.lock(id);
    if (song.sha256 != null && !song.sha256.equals(recording.sha256())) {
      throw Problem.of(
              409, "file-replaced", "File replaced", "The song has got another file meanwhile.")
          .retryAfter(Duration.ofSeconds(1));
    }
    Map<String, Object> before = song.facts();
    describe(song, recording, heard);
    songs.flush(song);
    audit.changed("analyse", Thing.SONG, id, before, song.facts());
    return SongView.of(song);
  }

  private void describe(CatalogueSong song, Recording recording, Findings heard) {
    song.contentType = recording.format().contentType();
    song.sizeBytes = recording.size();
    song.duration = heard.duration();
    song.loudnessLufs = heard.loudness();
    song.peakDbfs = heard.peak();
    song.bpm = heard.bpm();
    song.analysis = heard.extent();
    if (!"manual".equals(song.embeddingSource)) {
      song.embedding = heard.heard() == null ? null : heard.heard().toColumn();
      song.embeddingSource = heard.heard() == null ? null : "model";
      song.embeddingConfidence = heard.confidence();
      song.suggestedEmbedding = heard.suggestion() == null ? null : heard.suggestion().toColumn();
    }
    writeOutline(song.id, heard);
  }

  static Problem itPlays() {
    return Problem.of(
        409,
        "song-plays",
        "Song plays",
        "The song plays at the moment. Replace its file when it has ended, or skip it first.");
  }
}
