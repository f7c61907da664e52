package roomtone.manager.upload;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.song.CatalogueSong;
import roomtone.manager.song.SongView;
import roomtone.manager.upload.UploadSlots.Slot;
import roomtone.problem.Problem;

/** What every received recording goes through, whatever becomes of it. */
@ApplicationScoped
class Intake {

  /** What is to be done with a recording that was received. */
  interface Work {
    SongView on(Recording recording) throws IOException;
  }

  private final UploadSlots slots;
  private final UploadSettings settings;
  private final Disk disk;
  private final AnalysisDesk desk;
  private final UploadLog log;
  private final MeterRegistry meters;

  Intake(
      UploadSlots slots,
      UploadSettings settings,
      Disk disk,
      AnalysisDesk desk,
      UploadLog log,
      MeterRegistry meters) {
    this.slots = slots;
    this.settings = settings;
    this.disk = disk;
    this.desk = desk;
    this.log = log;
    this.meters = meters;
  }

  /**
   * Receives the file of the request at hand and removes it in the end.
   *
   * @throws Problem 413 too large, 415 not a recording we take; and what the work throws
   */
  SongView receive(FileUpload upload, Work work) throws IOException {
    try (Slot _ = slots.ofRequest()) {
      SongView song = receiveFile(upload, work);
      meters.counter("roomtone.uploads", "outcome", "stored").increment();
      return song;
    } catch (Problem refusal) {
      meters
          .counter("roomtone.uploads", "outcome", refusal.status() < 500 ? "refused" : "failed")
          .increment();
      throw refusal;
    }
  }

  private SongView receiveFile(FileUpload upload, Work work) throws IOException {
    if (upload.size() > settings.maxSize().asLongValue()) {
      throw tooLarge();
    }
    Path file = disk.keep(upload.uploadedFile());
    try {
      return work.on(Recording.of(file, upload.fileName()));
    } catch (AudioUnreadable e) {
      throw problem(e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Listens to a recording when its turn has come.
   *
   * @param entry in the log of uploads; null: not noted
   * @throws Problem 415 or 422
   */
  AnalysisDesk.Result listen(Recording recording, String type, String title, UUID entry)
      throws IOException {
    try {
      return desk.listen(
          recording,
          type,
          title,
          () -> {
            if (entry != null) {
              log.analysing(entry);
            }
          });
    } catch (AudioUnreadable e) {
      throw problem(e);
    }
  }

  static Problem problem(AudioUnreadable e) {
    if (e.found() != null) {
      return Problem.of(415, "unsupported-audio", "Unsupported audio", e.getMessage())
          .with("found", e.found());
    }
    return e.reason() == AudioUnreadable.Reason.TOO_LARGE
        ? Problem.of(422, "audio-too-large", "Audio too large", e.getMessage())
        : Problem.of(422, "unreadable-audio", "Unreadable audio", e.getMessage());
  }

  private Problem tooLarge() {
    return Problem.of(
        413,
        "too-large",
        "Too large",
        "A recording has at most %d MB. Send it compressed (FLAC, OGG or MP3)."
            .formatted(settings.maxSize().asLongValue() / (1024 * 1024)));
  }

  /** The same recording is there as another song. */
  static Problem twin(CatalogueSong twin) {
    String detail =
        twin.archivedAt == null
            ? "The same recording is in the catalogue as '%s'."
            : twin.fileRemovedAt == null
                ? "The same recording is in the catalogue as '%s', archived. PATCH it with {\"archived\": false} to use it again."
                : "The same recording is in the catalogue as '%s', archived, its file removed. PUT the file to /api/admin/songs/{song_id}/file, then PATCH the song with {\"archived\": false}.";
    return Problem.of(409, "song-exists", "Song exists", detail.formatted(twin.title))
        .with("song_id", twin.id)
        .with("archived", twin.archivedAt != null);
  }
}
