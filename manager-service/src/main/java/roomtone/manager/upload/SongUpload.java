package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.song.Embedding;
import roomtone.manager.song.SongView;
import roomtone.manager.song.Songs;
import roomtone.problem.Problem;

/**
 * Takes a new recording in: recognised, hashed, listened to, stored, and only then in the
 * catalogue. A crash in between leaves a file without a row, never a row without a file.
 */
@ApplicationScoped
class SongUpload {

  private static final Logger LOG = Logger.getLogger(SongUpload.class);

  /**
   * What is known of a song beside its file.
   *
   * @param title null: the file's tag, else its name
   * @param artist null: the file's tag
   * @param type soundscape or instrumental
   * @param embedding null: what the model hears
   */
  record Statement(String title, String artist, String type, Embedding embedding) {}

  private final Intake intake;
  private final Songs songs;
  private final UploadedSongs uploaded;
  private final SongFiles files;
  private final UploadLog log;

  SongUpload(Intake intake, Songs songs, UploadedSongs uploaded, SongFiles files, UploadLog log) {
    this.intake = intake;
    this.songs = songs;
    this.uploaded = uploaded;
    this.files = files;
    this.log = log;
  }

  /**
   * @throws Problem 413 too large, 415 not a recording we take, 422 damaged, 409 known already, 503
   *     storage away
   */
  SongView take(FileUpload file, Statement statement) throws IOException {
    SongView song = intake.receive(file, recording -> take(recording, statement));
    LOG.infof(
        "song uploaded id=%s bytes=%d type=%s duration=%d analysis=%s embedding=%s",
        song.id(),
        song.sizeBytes(),
        song.contentType(),
        song.duration(),
        song.analysis(),
        song.embeddingSource());
    return song;
  }

  private SongView take(Recording recording, Statement statement) throws IOException {
    refuseTwin(recording);
    UUID entry = log.begin(recording, null);
    try {
      AnalysisDesk.Result heard =
          intake.listen(recording, statement.type(), statement.title(), entry);
      log.storing(entry);
      return store(recording, statement, heard, entry);
    } catch (Problem refusal) {
      log.refused(entry, refusal);
      throw refusal;
    }
  }

  private SongView store(
      Recording recording, Statement statement, AnalysisDesk.Result heard, UUID entry) {
    try (SongFiles.Stored file = files.put(recording)) {
      Optional<SongView> song =
          uploaded.add(
              new UploadedSongs.NewSong(
                  recording.title(statement.title(), heard.tags()),
                  statement.artist() == null ? heard.tags().artist() : statement.artist(),
                  statement.type(),
                  statement.embedding(),
                  file.url(),
                  recording,
                  heard.findings()),
              entry);
      if (song.isEmpty()) {
        refuseTwin(recording);
      }
      return song.orElseThrow();
    }
  }

  private void refuseTwin(Recording recording) {
    songs
        .withContent(recording.sha256())
        .ifPresent(
            twin -> {
              throw Intake.twin(twin);
            });
  }
}
