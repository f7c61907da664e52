package roomtone.manager.song;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import roomtone.web.Problem;

/**
 * Takes a recording in: recognised, hashed, described, stored, and only then in the catalogue. A
 * crash in between leaves a file without a row, never a row without a file.
 */
@ApplicationScoped
class SongUpload {

  private static final Logger LOG = Logger.getLogger(SongUpload.class);

  /**
   * What somebody sends in; the file is theirs to remove.
   *
   * @param title null: the file's tag, else its name
   * @param artist null: the file's tag
   * @param embedding null: unknown
   */
  record Upload(
      Path file, String fileName, String title, String artist, String type, Embedding embedding) {}

  private final Songs songs;
  private final SongStorage storage;
  private final UploadSettings settings;
  private final MeterRegistry meters;

  SongUpload(Songs songs, SongStorage storage, UploadSettings settings, MeterRegistry meters) {
    this.songs = songs;
    this.storage = storage;
    this.settings = settings;
    this.meters = meters;
  }

  /**
   * @throws Problem 413 too large, 415 not a recording we take, 422 damaged, 409 known already, 503
   *     storage away
   */
  CatalogueSong take(Upload upload) throws IOException {
    try {
      CatalogueSong song = store(upload);
      meters.counter("roomtone.uploads", "outcome", "stored").increment();
      LOG.infof(
          "song uploaded id=%s bytes=%d type=%s duration=%d",
          song.id, song.sizeBytes, song.contentType, song.duration);
      return song;
    } catch (Problem refusal) {
      meters
          .counter("roomtone.uploads", "outcome", refusal.status() < 500 ? "refused" : "failed")
          .increment();
      throw refusal;
    }
  }

  private CatalogueSong store(Upload upload) throws IOException {
    long size = Files.size(upload.file());
    if (size > settings.maxSize().asLongValue()) {
      throw tooLarge();
    }
    AudioFormat format = recognise(upload.file());
    String sha256 = hash(upload.file());
    songs.withContent(sha256).ifPresent(SongUpload::refuseTwin);
    AudioFacts facts = read(upload.file(), format);
    String key = SongStorage.keyOf(sha256, format);
    storage.put(key, upload.file(), format, sha256);
    Songs.NewSong song =
        new Songs.NewSong(
            firstOf(
                upload.title(), facts.title(), PlainText.ofFileName(upload.fileName()), "Untitled"),
            upload.artist() == null ? facts.artist() : upload.artist(),
            upload.type(),
            upload.embedding(),
            facts.duration(),
            storage.address(key),
            format.contentType(),
            size,
            sha256);
    return songs
        .add(song)
        .orElseGet(
            () -> {
              refuseTwin(songs.withContent(sha256).orElseThrow());
              throw new IllegalStateException("refused above");
            });
  }

  private static AudioFormat recognise(Path file) throws IOException {
    try {
      return AudioRecognition.recognise(file);
    } catch (UnsupportedAudio e) {
      throw Problem.of(
              415,
              "unsupported-audio",
              "Unsupported audio",
              "This is "
                  + e.found()
                  + ". Upload WAV, MP3, FLAC or OGG Vorbis; what counts is the content, not the name.")
          .with("found", e.found());
    }
  }

  private static AudioFacts read(Path file, AudioFormat format) throws IOException {
    try {
      return AudioFacts.read(file, format);
    } catch (AudioFacts.Unreadable e) {
      throw Problem.of(
          422,
          "unreadable-audio",
          "Unreadable audio",
          "This looks like %s, but %s. Export it again and upload that."
              .formatted(format.name().replace('_', ' '), e.getMessage()));
    }
  }

  private static void refuseTwin(CatalogueSong twin) {
    throw Problem.of(
            409,
            "song-exists",
            "Song exists",
            twin.archivedAt == null
                ? "The same recording is in the catalogue as '" + twin.title + "'."
                : "The same recording is in the catalogue as '"
                    + twin.title
                    + "', archived. PATCH it with {\"archived\": false} to use it again.")
        .with("song_id", twin.id)
        .with("archived", twin.archivedAt != null);
  }

  private Problem tooLarge() {
    return Problem.of(
        413,
        "too-large",
        "Too large",
        "A recording has at most %d MB. Send it compressed (FLAC, OGG or MP3)."
            .formatted(settings.maxSize().asLongValue() / (1024 * 1024)));
  }

  private static String firstOf(String... candidates) {
    return Stream.of(candidates).filter(Objects::nonNull).findFirst().orElseThrow();
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream hashed =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
