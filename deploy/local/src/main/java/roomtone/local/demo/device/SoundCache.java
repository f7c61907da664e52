package roomtone.local.demo.device;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The files that the device has downloaded. A file gets its name after size and hash were checked.
 * A JSON file beside it describes the song; its modification time is when the song was last
 * started.
 */
final class SoundCache {

  /** The number of files that are kept: more than twice the largest queue. */
  private static final int MOST_FILES = 24;

  /** Delivers the bytes of a file. */
  interface Source {
    void download(QueueEntry entry, Path target) throws IOException, InterruptedException;
  }

  /** The size or hash of a download differs from the one that the manager has sent. */
  static final class CorruptDownload extends IOException {
    CorruptDownload(String message) {
      super(message);
    }
  }

  /**
   * A song in the cache.
   *
   * @param fileName see {@link QueueEntry#fileName()}
   */
  record Track(UUID songId, String title, Duration playFor, String fileName, Instant lastBegun) {}

  private final Path folder;

  SoundCache(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*.part")) {
      for (Path each : unfinished) {
        Files.delete(each);
      }
    }
  }

  boolean holds(QueueEntry entry) {
    return Files.exists(note(entry.fileName()));
  }

  /**
   * Downloads a song and adds it to the cache after its size and hash, as far as they are known,
   * were checked.
   *
   * @throws CorruptDownload when one of them differs; the cache is unchanged
   */
  void fetch(QueueEntry entry, Source source) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path unfinished = folder.resolve(entry.fileName() + ".part");
    try {
      source.download(entry, unfinished);
      check(entry, unfinished);
      Files.move(unfinished, file(entry.fileName()), ATOMIC_MOVE, REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    ObjectNode note = StateFile.JSON.createObjectNode();
    note.put("song_id", entry.songId().toString());
    note.put("title", entry.title());
    note.put("play_seconds", entry.playFor().toSeconds());
    new StateFile(note(entry.fileName())).write(note);
    Files.setLastModifiedTime(note(entry.fileName()), FileTime.from(Instant.EPOCH));
  }

  private static void check(QueueEntry entry, Path file) throws IOException {
    long size = Files.size(file);
    if (size != entry.sizeBytes() && entry.sizeBytes() > 0) {
      throw new CorruptDownload("%d bytes instead of %d".formatted(size, entry.sizeBytes()));
    }
    if (entry.sha256().isPresent()) {
      String hash = sha256(file);
      if (!hash.equals(entry.sha256().get())) {
        throw new CorruptDownload("SHA-256 %s instead of %s".formatted(hash, entry.sha256().get()));
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream hashed =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Records that a song starts. */
  void begun(String fileName, Instant now) throws IOException {
    Files.setLastModifiedTime(note(fileName), FileTime.from(now));
  }

  /** All songs in the cache, the one played longest ago first. */
  List<Track> tracks() throws IOException {
    List<Track> tracks = new ArrayList<>();
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*.json")) {
      for (Path each : notes) {
        String name = each.getFileName().toString().replace(".json", "");
        JsonNode note = new StateFile(each).read().orElse(null);
        if (note != null && Files.exists(file(name))) {
          tracks.add(
              new Track(
                  UUID.fromString(note.path("song_id").asText()),
                  note.path("title").asText(),
                  Duration.ofSeconds(note.path("play_seconds").asLong()),
                  name,
                  Files.getLastModifiedTime(each).toInstant()));
        }
      }
    }
    tracks.sort(Comparator.comparing(Track::lastBegun).thenComparing(Track::songId));
    return tracks;
  }

  /** How long a song plays; empty when it is not in the cache. */
  Optional<Duration> playFor(UUID songId) throws IOException {
    return tracks().stream()
        .filter(track -> track.songId().equals(songId))
        .map(Track::playFor)
        .findFirst();
  }

  /** Evicts the songs played longest ago while there are too many; the given names stay. */
  void trim(Set<String> wanted) throws IOException {
    List<Track> tracks = tracks();
    int tooMany = tracks.size() - MOST_FILES;
    for (Track track : tracks) {
      if (tooMany > 0 && !wanted.contains(track.fileName())) {
        Files.delete(note(track.fileName()));
        Files.delete(file(track.fileName()));
        tooMany--;
      }
    }
  }

  private Path file(String fileName) {
    return folder.resolve(fileName + ".audio");
  }

  private Path note(String fileName) {
    return folder.resolve(fileName + ".json");
  }
}
