package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.song.Catalogue;
import roomtone.manager.song.SongView;
import roomtone.manager.song.Songs;
import roomtone.manager.storage.SongStorage;
import roomtone.problem.Problem;

/** Listens again to a file that is there, such as one that took too long when it came. */
@ApplicationScoped
class SongAnalysis {

  private static final Logger LOG = Logger.getLogger(SongAnalysis.class);

  private final Catalogue catalogue;
  private final UploadedSongs uploaded;
  private final SongStorage storage;
  private final UploadSlots slots;
  private final UploadSettings settings;
  private final Disk disk;
  private final Intake intake;

  SongAnalysis(
      Catalogue catalogue,
      UploadedSongs uploaded,
      SongStorage storage,
      UploadSlots slots,
      UploadSettings settings,
      Disk disk,
      Intake intake) {
    this.catalogue = catalogue;
    this.uploaded = uploaded;
    this.storage = storage;
    this.slots = slots;
    this.settings = settings;
    this.disk = disk;
    this.intake = intake;
  }

  /**
   * @throws Problem 404 unknown song, 409 its file is not in our storage, 422 it cannot be read,
   *     503 too much to do or S3 away
   */
  SongView again(String id) throws IOException {
    SongView song = catalogue.get(id);
    String key = keyOf(song);
    long size = song.sizeBytes() == null ? settings.maxSize().asLongValue() : song.sizeBytes();
    Path file = disk.newFile();
    try (UploadSlots.Slot _ = slots.take(size)) {
      storage.get(key, file);
      Recording recording = Recording.of(file, null);
      AnalysisDesk.Result heard = intake.listen(recording, song.type(), song.title(), null);
      SongView changed = uploaded.describe(song.id(), recording, heard.findings());
      LOG.infof("song listened to id=%s analysis=%s", changed.id(), changed.analysis());
      return changed;
    } catch (AudioUnreadable e) {
      throw Intake.problem(e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Where the song's file lies in the bucket. */
  private String keyOf(SongView song) {
    if (song.fileRemovedAt() != null) {
      throw Songs.fileRemoved();
    }
    return storage
        .keyIn(song.fileUrl())
        .orElseThrow(
            () ->
                Problem.of(
                    409,
                    "file-elsewhere",
                    "File elsewhere",
                    "The song's file is not in our bucket. Upload it: PUT /api/admin/songs/{id}/file."));
  }
}
