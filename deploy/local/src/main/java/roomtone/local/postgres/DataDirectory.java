package roomtone.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import roomtone.local.startup.StartupFailure;

/**
 * The files of one cluster: initdb makes them once, and the remains of a crash are removed before
 * each start.
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

  /** The major version of PostgreSQL that made the files; empty when there are none. */
  Optional<Integer> major() {
    try {
      return Optional.of(Integer.valueOf(Files.readString(path.resolve("PG_VERSION")).strip()));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /**
   * Makes the files under another name and renames them, so that an interrupted initdb leaves no
   * cluster. The files are not synced: a power cut in the first half minute may lose them.
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
        throw ErrorOutput.about("initdb could not make " + path, result.output());
      }
      Files.move(unfinished, path);
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(path, cannotWrite);
    } finally {
      try {
        Files.deleteIfExists(passwordFile);
      } catch (IOException stays) {
        // the next start removes the file; its password is no secret
      }
    }
  }

  /**
   * Writes a pg_hba.conf beside the one of initdb that lets every login sign in from everywhere by
   * its password.
   */
  Path allowAllHosts() {
    Path file = path.resolve("pg_hba_all_hosts.conf");
    try {
      return Files.writeString(file, "host all all all scram-sha-256\n");
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(file, cannotWrite);
    }
  }

  /**
   * Stops processes that use these files after a crash: a server, or backends that go on computing
   * after their server was killed; both keep a new server from starting. A pid file that names the
   * process of another program is deleted.
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
        throw StartupFailure.unwritable(pidFile, cannotWrite);
      }
    }
    ProcessHandle.allProcesses().filter(this::works).forEach(orphan -> signal("KILL", orphan));
  }

  /**
   * Whether a process belongs to this cluster: by its working directory, which is that of the data,
   * or by its command line where the working directory is not readable.
   */
  private boolean works(ProcessHandle process) {
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), path);
    } catch (IOException notLinuxOrNotOurs) {
      return process.info().commandLine().filter(line -> line.contains("-D " + path)).isPresent();
    }
  }

  /** Sends the signal and waits some time for the process to end. */
  private static void signal(String name, ProcessHandle process) {
    Command.run("kill", "-s", name, Long.toString(process.pid()));
    try {
      var unused = process.onExit().get(15, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException stubborn) {
      // the caller sends a stronger signal; in the end PostgreSQL reports the process
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

  /** A locale with UTF-8 that sorts by code point; macOS has none of that name. */
  private static String locale() {
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    return mac ? "en_US.UTF-8" : "C.UTF-8";
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
