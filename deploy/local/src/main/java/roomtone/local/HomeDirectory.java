package roomtone.local;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The directory of all files of the local system, locked by one process at a time. Its secrets are
 * generated once and kept, so that settings that were copied from it stay valid.
 */
final class HomeDirectory implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final FileChannel lock;

  private HomeDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens the directory, which is created if it is missing.
   *
   * @throws StartupFailure when it cannot be written or another process has locked it
   */
  static HomeDirectory open(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute.resolve("log"));
      FileChannel lock =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = lock.tryLock();
      if (held == null) {
        lock.close();
        throw new StartupFailure(Reason.TAKEN, "already running with home " + directory + ".");
      }
      HomeDirectory home = new HomeDirectory(absolute, lock);
      Files.deleteIfExists(home.readyFile());
      return home;
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(directory, cannotWrite);
    }
  }

  Path postgres() {
    return directory.resolve("postgres");
  }

  Path postgresLog() {
    return directory.resolve("log/postgres.log");
  }

  Path objects() {
    return directory.resolve("s3");
  }

  Path signingKey() {
    return directory.resolve("auth-key.json");
  }

  Path settingsFile() {
    return directory.resolve("local.env");
  }

  Path path() {
    return directory;
  }

  /** A secret of this directory: generated at the first call, then always the same. */
  String secret(String name) {
    Path file = directory.resolve("secrets.properties");
    Properties secrets = new Properties();
    try {
      secrets.load(new StringReader(Files.readString(file)));
    } catch (NoSuchFileException firstTime) {
      // the file does not exist yet
    } catch (IOException unreadable) {
      throw StartupFailure.unwritable(file, unreadable);
    }
    if (secrets.getProperty(name) == null) {
      byte[] random = new byte[24];
      RANDOM.nextBytes(random);
      secrets.setProperty(name, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      StringBuilder text = new StringBuilder();
      new TreeSet<>(secrets.stringPropertyNames())
          .forEach(
              key -> text.append(key).append('=').append(secrets.getProperty(key)).append('\n'));
      write(file, text.toString());
    }
    return secrets.getProperty(name);
  }

  /** Writes settings that a shell can source; the values must need no quotes. */
  void writeSettings(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    write(settingsFile(), text.toString());
  }

  /** Creates the file whose existence says that all is ready. */
  void markReady() {
    write(readyFile(), "");
  }

  /** Removes the file that says ready, and releases the lock. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(readyFile());
      lock.close();
    } catch (IOException failure) {
      throw StartupFailure.unwritable(directory, failure);
    }
  }

  private Path readyFile() {
    return directory.resolve("ready");
  }

  /** Writes a file atomically, readable by its owner only. */
  private static void write(Path file, String text) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(unfinished, text);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(file, cannotWrite);
    }
  }
}
