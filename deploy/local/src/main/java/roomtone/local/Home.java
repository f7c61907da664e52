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
import roomtone.local.CannotStart.Reason;

/**
 * The directory that everything is kept in, held by one process at a time. Its secrets are made
 * once and kept, so that settings written down somewhere stay true.
 */
final class Home implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final FileChannel lock;

  private Home(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens the directory, making it if it is missing.
   *
   * @throws CannotStart when it cannot be written or another process holds it
   */
  static Home open(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute.resolve("log"));
      FileChannel lock =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = lock.tryLock();
      if (held == null) {
        lock.close();
        throw new CannotStart(Reason.TAKEN, "already running with home " + directory + ".");
      }
      Home home = new Home(absolute, lock);
      Files.deleteIfExists(home.readyFile());
      return home;
    } catch (IOException cannotWrite) {
      throw CannotStart.unwritable(directory, cannotWrite);
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

  /** A secret of this home: made at the first time it is asked for, then always the same. */
  String secret(String name) {
    Path file = directory.resolve("secrets.properties");
    Properties secrets = new Properties();
    try {
      secrets.load(new StringReader(Files.readString(file)));
    } catch (NoSuchFileException firstTime) {
      // starts empty
    } catch (IOException unreadable) {
      throw CannotStart.unwritable(file, unreadable);
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

  /** Writes lines that a shell can source; values must need no quoting. */
  void writeSettings(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    write(settingsFile(), text.toString());
  }

  /** Tells those who wait that all is ready. */
  void markReady() {
    write(readyFile(), "");
  }

  /** Takes the mark back and lets another process have the directory. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(readyFile());
      lock.close();
    } catch (IOException failure) {
      throw CannotStart.unwritable(directory, failure);
    }
  }

  private Path readyFile() {
    return directory.resolve("ready");
  }

  /** Writes a file that only its owner reads, whole or not at all. */
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
      throw CannotStart.unwritable(file, cannotWrite);
    }
  }
}
