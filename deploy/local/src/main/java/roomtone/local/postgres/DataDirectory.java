package roomtone.local.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
   * passes for a cluster.
   *
   * @param password of the superuser
   * @param durable false for files that need not outlive a power cut
   */
  void initialise(
      PostgresInstallation installation, String superuser, String password, boolean durable) {
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
          new ArrayList<>(
              List.of(
                  installation.program("initdb").toString(),
                  "--pgdata=" + unfinished,
                  "--username=" + superuser,
                  "--pwfile=" + passwordFile,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=" + locale(),
                  "--lc-messages=C"));
      if (!durable) {
        initdb.add("--no-sync");
      }
      Command.Result result = Command.run(account.command(initdb));
      if (!result.succeeded()) {
        throw Complaint.about("initdb could not make " + path, result.output());
      }
      Files.move(unfinished, path);
    } catch (IOException cannotWrite) {
      throw Complaint.unwritable(path, cannotWrite);
    } finally {
      try {
        Files.deleteIfExists(passwordFile);
      } catch (IOException stays) {
        // the next start removes it; it holds a password that is no secret
      }
    }
  }

  /**
   * Stops a server that an earlier process left behind with these files, and removes a pid file
   * that names somebody else's process.
   */
  void clearLeftovers() {
    Path pidFile = path.resolve("postmaster.pid");
    Optional<ProcessHandle> named = pid(pidFile).flatMap(ProcessHandle::of);
    if (named.isEmpty()) {
      return; // no pid file, or a stale one, which PostgreSQL itself takes over
    }
    if (serves(named.get())) {
      stop(named.get());
      return;
    }
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException cannotWrite) {
      throw Complaint.unwritable(pidFile, cannotWrite);
    }
  }

  private boolean serves(ProcessHandle process) {
    // PostgreSQL keeps its working directory in its data; elsewhere its command line names them.
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), path);
    } catch (IOException notLinux) {
      return process
          .info()
          .commandLine()
          .filter(line -> line.contains(path.toString()))
          .isPresent();
    }
  }

  private static void stop(ProcessHandle postmaster) {
    for (String signal : List.of("INT", "QUIT", "KILL")) {
      Command.run("kill", "-s", signal, Long.toString(postmaster.pid()));
      if (ends(postmaster)) {
        return;
      }
    }
  }

  private static boolean ends(ProcessHandle process) {
    try {
      var unused = process.onExit().get(15, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException stubborn) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
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
