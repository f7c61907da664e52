package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Map;
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
   * What the sender of a new song says of it.
   *
   * @param title null: the file's tag, else its name
   * @param artist null: the file's tag
   * @param type soundscape or instrumental
   * @param embedding null: what the model estimates
   */
  record SongDetails(String title, String artist, String type, Embedding embedding) {}

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
   * Adds a song whose file is stored, and ends the upload's entry in the log.
   *
   * @param url where the file lies in S3
   * @throws org.hibernate.exception.ConstraintViolationException when a song with the same content
   *     came first
   */
  @Transactional
  SongView add(
      SongDetails details, ReceivedFile file, String url, AnalysisResult result, UUID entry) {
    CatalogueSong song = new CatalogueSong();
    song.id = UUID.randomUUID();
    song.title = file.title(details.title(), result.tags());
    song.artist = details.artist() == null ? result.tags().artist() : details.artist();
    song.type = details.type();
    song.fileUrl = url;
    song.sha256 = file.sha256();
    if (details.embedding() != null) {
      song.embedding = Embedding.toColumn(details.embedding());
      song.embeddingSource = "manual";
    }
    write(song, file, result);
    log.done(entry, song.id);
    audit.created(Thing.SONG, song.id, song.facts());
    return SongView.of(song);
  }

  /**
   * Gives a song another file, and ends the upload's entry in the log.
   *
   * @param url where the file lies in S3
   * @throws Problem 409 while the song plays
   * @throws org.hibernate.exception.ConstraintViolationException when another song with the same
   *     content came first
   */
  @Transactional
  SongView replaceFile(UUID id, ReceivedFile file, String url, AnalysisResult result, UUID entry) {
    CatalogueSong song = songs.lock(id);
    if (songs.plays(id)) {
      throw Problem.of("song-plays");
    }
    Map<String, Object> before = song.facts();
    boolean replaced = song.sha256 != null && !song.sha256.equals(file.sha256());
    if (replaced && song.fileRemovedAt == null) {
      claims.retainReplaced(song.sha256);
    }
    song.fileUrl = url;
    song.fileRemovedAt = null;
    song.sha256 = file.sha256();
    write(song, file, result);
    log.done(entry, id);
    audit.changed("replace-file", Thing.SONG, id, before, song.facts());
    return SongView.of(song);
  }

  /**
   * Updates a song by a new analysis of its file. An embedding that somebody stated stays.
   *
   * @throws Problem 409 when the song has got another file meanwhile
   */
  @Transactional
  SongView updateAnalysis(UUID id, ReceivedFile file, AnalysisResult result) {
    CatalogueSong song = songs.lock(id);
    if (song.sha256 != null && !song.sha256.equals(file.sha256())) {
      throw Problem.of("file-replaced").retryAfter(Duration.ofSeconds(1));
    }
    Map<String, Object> before = song.facts();
    write(song, file, result);
    audit.changed("analyse", Thing.SONG, id, before, song.facts());
    return SongView.of(song);
  }

  /** Writes a new or changed song and its outline, and reads the columns that the database sets. */
  private void write(CatalogueSong song, ReceivedFile file, AnalysisResult result) {
    song.contentType = file.format().contentType();
    song.sizeBytes = file.size();
    result.writeTo(song);
    database.persist(song);
    songs.flush(song);
    database
        .createNativeMutationQuery(
            """
            insert into roomtone.song_outlines (song_id, heights) values (:song, :heights)
            on conflict (song_id) do update set heights = excluded.heights
            """)
        .setParameter("song", song.id)
        .setParameter("heights", result.analysis().waveform().points())
        .executeUpdate();
  }
}
