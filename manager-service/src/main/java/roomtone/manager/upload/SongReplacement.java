package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.song.Catalogue;
import roomtone.manager.song.SongView;
import roomtone.manager.song.Songs;
import roomtone.problem.Problem;

/**
 * Gives a song another file, which is listened to anew. The old one stays in S3 until devices no
 * longer ask for it.
 */
@ApplicationScoped
class SongReplacement {

  private static final Logger LOG = Logger.getLogger(SongReplacement.class);

  private final Intake intake;
  private final Songs songs;
  private final Catalogue catalogue;
  private final UploadedSongs uploaded;
  private final SongFiles files;
  private final UploadLog log;

  SongReplacement(
      Intake intake,
      Songs songs,
      Catalogue catalogue,
      UploadedSongs uploaded,
      SongFiles files,
      UploadLog log) {
    this.intake = intake;
    this.songs = songs;
    this.catalogue = catalogue;
    this.uploaded = uploaded;
    this.files = files;
    this.log = log;
  }

  /**
   * @throws Problem as an upload's; 404 unknown song, 409 it plays or is there as another song
   */
  SongView replace(String id, FileUpload file) throws IOException {
    SongView song = catalogue.get(id);
    if (songs.plays(song.id())) {
      throw UploadedSongs.itPlays();
    }
    SongView changed = intake.receive(file, recording -> replace(song, recording));
    LOG.infof("file replaced id=%s bytes=%d", changed.id(), changed.sizeBytes());
    return changed;
  }

  private SongView store(SongView song, Recording recording, Findings heard, UUID entry) {
    try (SongFiles.Stored stored = files.put(recording)) {
      return uploaded.replaceFile(song.id(), recording, stored.url(), heard, entry);
    } catch (ConstraintViolationException e) {
      refuseTwin(song, recording);
      throw e;
    }
  }

  private void refuseTwin(SongView song, Recording recording) {
    songs
        .withContent(recording.sha256())
        .filter(twin -> !twin.id.equals(song.id()))
        .ifPresent(
            twin -> {
              throw Intake.twin(twin);
            });
  }

  private SongView replace(SongView song, Recording recording) throws IOException {
    refuseTwin(song, recording);
    UUID entry = log.begin(recording, song.id());
    try {
      AnalysisDesk.Result heard = intake.listen(recording, song.type(), song.title(), entry);
      log.storing(entry);
      return store(song, recording, heard.findings(), entry);
    } catch (Problem refusal) {
      log.refused(entry, refusal);
      throw refusal;
    }
  }
}
