package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.song.Catalogue;
import roomtone.manager.song.CatalogueSong;
import roomtone.manager.song.SongView;
import roomtone.manager.song.Songs;
import roomtone.manager.storage.ClaimedFiles;
import roomtone.manager.storage.SongStorage;
import roomtone.manager.upload.UploadSlots.Slot;
import roomtone.manager.upload.UploadedSongs.SongDetails;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/**
 * The way of a recording into the catalogue, for a new song and for another file of a song:
 * recognised, hashed, analysed, stored in S3, and only then written to a row. A crash in between
 * leaves a file without a row, never a row without a file.
 */
@ApplicationScoped
class UploadPipeline {

  private static final Logger LOG = Logger.getLogger(UploadPipeline.class);
  private static final long MEGABYTE = 1024 * 1024;

  /** The work on a file that was received; the file is removed when it ends. */
  private interface Work {
    SongView on(ReceivedFile file) throws IOException;
  }

  /** The last step, in which a new song and another file of a song differ. */
  private interface RowWriter {
    SongView write(AnalysisResult result, String fileUrl, UUID entry);
  }

  private final UploadSlots slots;
  private final UploadSettings settings;
  private final DiskSpace disk;
  private final AnalysisExecutor analyses;
  private final ClaimedFiles files;
  private final SongStorage storage;
  private final Songs songs;
  private final Catalogue catalogue;
  private final UploadedSongs rows;
  private final UploadLog log;
  private final Meters meters;

  UploadPipeline(
      UploadSlots slots,
      UploadSettings settings,
      DiskSpace disk,
      AnalysisExecutor analyses,
      ClaimedFiles files,
      SongStorage storage,
      Songs songs,
      Catalogue catalogue,
      UploadedSongs rows,
      UploadLog log,
      Meters meters) {
    this.slots = slots;
    this.settings = settings;
    this.disk = disk;
    this.analyses = analyses;
    this.files = files;
    this.storage = storage;
    this.songs = songs;
    this.catalogue = catalogue;
    this.rows = rows;
    this.log = log;
    this.meters = meters;
  }

  /**
   * Adds a song.
   *
   * @throws Problem 409 when the recording is in the catalogue, 413 too large, 415 no recording
   *     that is taken in, 422 damaged, 503 S3 cannot be reached
   */
  SongView add(FileUpload upload, SongDetails details) throws IOException {
    SongView song =
        receive(
            upload,
            file ->
                process(
                    file,
                    null,
                    details.type(),
                    details.title(),
                    (result, url, entry) -> rows.add(details, file, url, result, entry)));
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

  /**
   * Gives a song another file, which is analysed as that of a new song. The file that was replaced
   * stays in S3 until devices no longer ask for it.
   *
   * @throws Problem as {@link #add}; also 404 unknown song, 409 while it plays
   */
  SongView replaceFile(String id, FileUpload upload) throws IOException {
    SongView song = catalogue.get(id);
    if (songs.plays(song.id())) {
      throw Problem.of("song-plays");
    }
    SongView changed =
        receive(
            upload,
            file ->
                process(
                    file,
                    song.id(),
                    song.type(),
                    song.title(),
                    (result, url, entry) -> rows.replaceFile(song.id(), file, url, result, entry)));
    LOG.infof("file replaced id=%s bytes=%d", changed.id(), changed.sizeBytes());
    return changed;
  }

  /**
   * Analyses the file of a song again, such as one whose analysis took too long at first.
   *
   * @throws Problem 404 unknown song, 409 its file is not in the bucket, 422 it cannot be read, 503
   *     no free slot or S3 cannot be reached
   */
  SongView analyseAgain(String id) throws IOException {
    SongView song = catalogue.get(id);
    String key = keyOf(song);
    long size = song.sizeBytes() == null ? settings.maxSize().asLongValue() : song.sizeBytes();
    Path path = disk.newFile();
    try (Slot _ = slots.take(size)) {
      storage.get(key, path);
      ReceivedFile file = ReceivedFile.of(path, null);
      AnalysisResult result = analyses.run(file, song.type(), song.title(), () -> {});
      SongView changed = rows.updateAnalysis(song.id(), file, result);
      LOG.infof("song analysed again id=%s analysis=%s", changed.id(), changed.analysis());
      return changed;
    } catch (AudioUnreadable e) {
      throw unreadable(e);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  /**
   * The address at which the file of a song can be read for at least an hour.
   *
   * @throws Problem 404 no such song, 409 its file was removed
   */
  String signedUrl(String id, Instant at) {
    SongView song = catalogue.get(id);
    requireFile(song);
    return storage.signedUrl(song.fileUrl(), at);
  }

  private static void requireFile(SongView song) {
    if (song.fileRemovedAt() != null) {
      throw Problem.of("file-removed");
    }
  }

  private String keyOf(SongView song) {
    requireFile(song);
    return storage.keyIn(song.fileUrl()).orElseThrow(() -> Problem.of("file-elsewhere"));
  }

  /** Takes the file of the current request over, within its slot, and counts how it ends. */
  private SongView receive(FileUpload upload, Work work) throws IOException {
    try (Slot _ = slots.ofRequest()) {
      SongView song = receiveFile(upload, work);
      count("stored");
      return song;
    } catch (Problem refusal) {
      count(refusal.status() < 500 ? "refused" : "failed");
      throw refusal;
    } catch (IOException | RuntimeException e) {
      count("failed");
      throw e;
    }
  }

  private void count(String outcome) {
    meters.counter("roomtone.uploads", outcome).increment();
  }

  private SongView receiveFile(FileUpload upload, Work work) throws IOException {
    long max = settings.maxSize().asLongValue();
    if (upload.size() > max) {
      throw Problem.withDetail(
          "too-large",
          "A recording has at most %d MB. Send it compressed (FLAC, OGG or MP3)."
              .formatted(max / MEGABYTE));
    }
    Path path = disk.keep(upload.uploadedFile());
    try {
      return work.on(ReceivedFile.of(path, upload.fileName()));
    } catch (AudioUnreadable e) {
      throw unreadable(e);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  /**
   * Analyses, stores and writes a file, and keeps its entry in the log of uploads.
   *
   * @param replaced the song whose file it replaces; null: a new song
   */
  private SongView process(
      ReceivedFile file, UUID replaced, String type, String title, RowWriter writer)
      throws IOException {
    refuseDuplicate(file, replaced);
    UUID entry = log.begin(file, replaced);
    try {
      AnalysisResult result = analyses.run(file, type, title, () -> log.analysing(entry));
      log.storing(entry);
      try (ClaimedFiles.Stored stored = files.put(file.path(), file.format(), file.sha256())) {
        return writer.write(result, stored.url(), entry);
      } catch (ConstraintViolationException e) {
        refuseDuplicate(file, replaced);
        throw e;
      }
    } catch (AudioUnreadable e) {
      Problem refusal = unreadable(e);
      log.refused(entry, refusal);
      throw refusal;
    } catch (Problem refusal) {
      log.refused(entry, refusal);
      throw refusal;
    }
  }

  private void refuseDuplicate(ReceivedFile file, UUID replaced) {
    songs
        .withContent(file.sha256())
        .filter(song -> !song.id.equals(replaced))
        .ifPresent(
            song -> {
              throw duplicate(song);
            });
  }

  private static Problem duplicate(CatalogueSong song) {
    String detail =
        song.archivedAt == null
            ? "The same recording is in the catalogue as '%s'. Use that song."
            : song.fileRemovedAt == null
                ? "The same recording is in the catalogue as '%s', which is archived. PATCH it with {\"archived\": false} to use it again."
                : "The same recording is in the catalogue as '%s', which is archived and whose file was removed. PUT the file to /api/admin/songs/{song_id}/file, then PATCH the song with {\"archived\": false}.";
    return Problem.withDetail("song-exists", detail.formatted(song.title))
        .with("song_id", song.id)
        .with("archived", song.archivedAt != null);
  }

  private static Problem unreadable(AudioUnreadable e) {
    if (e.found() != null) {
      return Problem.withDetail("unsupported-audio", e.getMessage()).with("found", e.found());
    }
    return Problem.withDetail(
        e.reason() == AudioUnreadable.Reason.TOO_LARGE ? "audio-too-large" : "unreadable-audio",
        e.getMessage());
  }
}
