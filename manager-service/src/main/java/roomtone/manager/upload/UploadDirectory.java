package roomtone.manager.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder in which uploads lie while they are worked on. Each process has a folder of its own
 * and a lock beside it as long as it lives. A process that is killed leaves its folder; the next
 * one to start removes every folder whose lock is free.
 */
public final class UploadDirectory {

  /** The setting that tells the HTTP server where to put files of forms. */
  private static final String SETTING = "quarkus.http.body.uploads-directory";

  private static final String LOCK = ".lock";

  /** Open to the end of the process, which frees the lock. */
  private final FileChannel lock;

  private final Path path;

  private UploadDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes a folder for this process and sets it for the HTTP server, which must not run yet.
   *
   * @return a folder below {@code ROOMTONE_UPLOADS_DIRECTORY}, else below the system's folder for
   *     temporary files
   */
  public static UploadDirectory claim() {
    String chosen =
        System.getProperty(
            "roomtone.uploads.directory", System.getenv("ROOMTONE_UPLOADS_DIRECTORY"));
    Path base =
        chosen == null
            ? Path.of(System.getProperty("java.io.tmpdir"), "roomtone-uploads")
            : Path.of(chosen);
    try {
      UploadDirectory claimed = claimBelow(base);
      System.setProperty(SETTING, claimed.path.toString());
      return claimed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One process at a time works in the base, so that none removes a folder that has no lock yet.
   */
  static UploadDirectory claimBelow(Path base) throws IOException {
    Files.createDirectories(base);
    try (FileChannel all = open(base.resolve(LOCK))) {
      FileLock unused = all.lock();
      for (Path folder : folders(base)) {
        removeIfAbandoned(folder);
      }
      Path path = Files.createDirectory(base.resolve(UUID.randomUUID().toString()));
      FileChannel lock = open(lockOf(path));
      if (lock.tryLock() == null) {
        throw new IOException(path + " is new and locked");
      }
      return new UploadDirectory(path, lock);
    }
  }

  Path path() {
    return path;
  }

  /** Frees the lock as the end of the process does; files stay. */
  void release() throws IOException {
    lock.close();
  }

  private static void removeIfAbandoned(Path folder) throws IOException {
    try (FileChannel lock = open(lockOf(folder));
        FileLock held = lock.tryLock()) {
      if (held != null) {
        removeTree(folder);
        Files.deleteIfExists(lockOf(folder));
      }
    }
  }

  private static List<Path> folders(Path base) throws IOException {
    try (Stream<Path> all = Files.list(base)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  private static void removeTree(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** The lock file of a folder; it lies beside the folder, whose content may be removed. */
  private static Path lockOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
