package roomtone.local.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import roomtone.local.CannotStart;

/**
 * The files of one cluster: made once by initdb, then kept, and cleared of what a crash left
 * behind.
 */
final class DataDirectory {

  private final Path path;
  private final ServerAccount account;

  DataDirectory(Path path, ServerAccount account) {
    this.path = path;
    this.account = account;
  }

  Path path() {
    return path;
  }

  /** The major version whose initdb made the files, if there are any. */
  Optional<Integer> major() {
    try {
      return Optional.of(Integer.valueOf(Files.readString(path.resolve("PG_VERSION")).strip()));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /**
   * Makes the files under a second name and renames them, so that an interrupted initdb never
   * passes for a cluster. The system writes the files out when it likes: a power cut in the first
   * half minute means starting over.
   *
   * @param password of the superuser
   */
  void initialise(PostgresInstallation installation, String superuser, String password) {
    Path unfinished = path.resolveSibling(path.getFileName() + ".new");
    Path passwordFile = path.resolveSibling(path.getFileName() + ".pw");
    try {
      deleteTree(unfinished);
      Files.createDirectories(unfinished.getParent());
      Files.createDirectory(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      account.own(unfinished);
      Files.deleteIfExists(passwordFile);
      Files.createFile(
          passwordFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, password);
      account.own(passwordFile);
      List<String> initdb =
          List.of(
              installation.program("initdb").toString(),
              "--pgdata=" + unfinished,
              "--username=" + superuser,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=" + locale(),
              "--lc-messages=C",
              "--no-sync");
      Command.Result result = Command.run(account.command(initdb));
      if (!result.succeeded()) {
        throw Complaint.about("initdb could not make " + path, result.output());
      }
      Files.move(unfinished, path);
    } catch (IOException cannotWrite) {
      throw CannotStart.unwritable(path, cannotWrite);
    } finally {
      try {
        Files.deleteIfExists(passwordFile);
      } catch (IOException stays) {
        // the next start removes it; it holds a password that is no secret
      }
    }
  }

  /**
   * Stops what an earlier process left behind with these files: a whole server, or backends that go
   * on computing after theirs was killed, which would keep a new one from starting. A pid file that
   * names somebody else's process goes.
   */
  void clearLeftovers() {
    Path pidFile = path.resolve("postmaster.pid");
    Optional<ProcessHandle> named = pid(pidFile).flatMap(ProcessHandle::of);
    if (named.isPresent() && works(named.get())) {
      signal("INT", named.get());
    } else if (named.isPresent()) {
      try {
        Files.deleteIfExists(pidFile);
      } catch (IOException cannotWrite) {
        throw CannotStart.unwritable(pidFile, cannotWrite);
      }
    }
    ProcessHandle.allProcesses().filter(this::works).forEach(orphan -> signal("KILL", orphan));
  }

  /**
   * PostgreSQL's processes have its data as their working directory; where that cannot be seen, the
   * command line tells.
   */
  private boolean works(ProcessHandle process) {
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), path);
    } catch (IOException notLinuxOrNotOurs) {
      return process.info().commandLine().filter(line -> line.contains("-D " + path)).isPresent();
    }
  }

  /** Sends the signal and waits a while for the end. */
  private static void signal(String name, ProcessHandle process) {
    Command.run("kill", "-s", name, Long.toString(process.pid()));
    try {
      var unused = process.onExit().get(15, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException stubborn) {
      // harsher means follow, and in the end PostgreSQL says what is in its way
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Long> pid(Path pidFile) {
    try {
      return Files.readString(pidFile).lines().findFirst().map(String::strip).map(Long::valueOf);
    } catch (IOException | NumberFormatException absent) {
      return Optional.empty();
    }
  }

  /** A locale that knows letters beyond ASCII and sorts by code point; macOS names no such one. */
  private static String locale() {
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    return mac ? "en_US.UTF-8" : "C.UTF-8";
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
