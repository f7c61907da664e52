package roomtone.manager.upload;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import roomtone.problem.Problem;

/** The folder that received files lie in, and how much room is left on its disk. */
@ApplicationScoped
class DiskSpace {

  private static final Duration RETRY = Duration.ofMinutes(1);

  private final Path directory;
  private final long keepFree;
  private final AtomicLong reserved = new AtomicLong();

  DiskSpace(
      @ConfigProperty(name = "quarkus.http.body.uploads-directory") Path directory,
      UploadSettings settings) {
    this.directory = directory;
    this.keepFree = settings.keepFree().asLongValue();
  }

  /** Bytes that no other upload may use until this is closed. */
  final class Reservation implements AutoCloseable {
    private final long bytes;

    private Reservation(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      reserved.addAndGet(-bytes);
    }
  }

  /**
   * Reserves room for a file.
   *
   * @throws Problem 507 when there is not enough
   */
  Reservation reserve(long bytes) {
    long all = reserved.addAndGet(bytes);
    if (usable() - all < keepFree) {
      reserved.addAndGet(-bytes);
      throw Problem.of("disk-full").retryAfter(RETRY);
    }
    return new Reservation(bytes);
  }

  private long usable() {
    try {
      Files.createDirectories(directory);
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path of a file that does not exist yet. */
  Path newFile() {
    return directory.resolve("recording-" + UUID.randomUUID());
  }

  /** Moves a received file, which the server would remove when the sender hangs up. */
  Path keep(Path received) throws IOException {
    return Files.move(received, newFile());
  }

  /** Removes files that were last written before a time. */
  void sweep(Instant before) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try {
        if (Files.getLastModifiedTime(file).compareTo(FileTime.from(before)) < 0) {
          Files.deleteIfExists(file);
        }
      } catch (NoSuchFileException gone) {
        // Its upload has ended meanwhile.
      }
    }
  }
}
