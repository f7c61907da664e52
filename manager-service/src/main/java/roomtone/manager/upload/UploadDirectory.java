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
 * Where uploads lie while they are looked at. Each process has a folder of its own, and a lock
 * beside it as long as it lives; a process that was killed could not tidy up, so the next one to
 * start removes the folders that nobody holds any more.
 */
public final class UploadDirectory {

  /** Where the server puts what comes in. */
  private static final String SETTING = "quarkus.http.body.uploads-directory";

  private static final String LOCK = ".lock";

  /** Held to the end of the process. */
  private final FileChannel lock;

  private final Path path;

  private UploadDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes a folder for this process and tells the server of it, before the server starts.
   *
   * @return below {@code ROOMTONE_UPLOADS_DIRECTORY}, else below the system's folder for temporary
   *     files
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

  /** One process at a time looks at the base, so that no folder is taken for left behind. */
  static UploadDirectory claimBelow(Path base) throws IOException {
    Files.createDirectories(base);
    try (FileChannel all = open(base.resolve(LOCK))) {
      FileLock unused = all.lock();
      for (Path folder : folders(base)) {
        removeIfLeft(folder);
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

  /** As the end of the process does; what lies there stays. */
  void letGo() throws IOException {
    lock.close();
  }

  private static void removeIfLeft(Path folder) throws IOException {
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

  /** Not in the folder: whatever lies there may be removed. */
  private static Path lockOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
