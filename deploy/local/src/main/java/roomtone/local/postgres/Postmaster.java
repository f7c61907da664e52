package roomtone.local.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/** The main process of a running server. */
final class Postmaster {

  /**
   * Starts a watcher and then replaces itself by the server. The watcher reads a pipe from our
   * process. When we close the pipe or end, the watcher reads end-of-file, signals the server and
   * removes the directory. The watcher must not be a child of the server, since PostgreSQL takes
   * every dead child for a crashed backend. The server gets a session of its own where setsid
   * exists, so that Ctrl-C reaches our process only.
   *
   * <p>Arguments: the signal, the directory to remove or nothing, then the server's command.
   */
  private static final String SCRIPT =
      """
      signal=$1 remove=$2
      shift 2
      exec 3<&0 </dev/null
      ( (
        trap '' INT TERM HUP
        while read -r _ <&3; do :; done
        kill -s "$signal" $$
        if [ -n "$remove" ]; then
          while kill -0 $$; do sleep 0.1; done
          sleep 1  # time to read the log of a server that has failed
          rm -rf "$remove"
        fi
      ) >/dev/null 2>&1 & )
      exec 3<&-
      if command -v setsid >/dev/null; then exec setsid "$@"; fi
      exec "$@"
      """;

  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 30;

  private final Process process;
  private final Path log;

  private Postmaster(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the server and waits until it takes connections.
   *
   * @param settings as in postgresql.conf
   * @param remove a directory that is removed when the server has stopped
   */
  static Postmaster start(
      PostgresInstallation installation,
      ServerAccount account,
      DataDirectory data,
      Map<String, String> settings,
      Path log,
      Optional<Path> remove) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                SCRIPT,
                "roomtone-postgres",
                remove.isPresent() ? "QUIT" : "INT",
                remove.map(Path::toString).orElse(""),
                installation.program("postgres").toString(),
                "-D",
                data.path().toString()));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(account.command(command))
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      Postmaster postmaster = new Postmaster(builder.start(), log);
      postmaster.awaitReady(data.path().resolve("postmaster.pid"));
      return postmaster;
    } catch (IOException cannotRun) {
      throw StartupFailure.unwritable(log, cannotRun);
    }
  }

  /** Completes when the server has ended. */
  CompletableFuture<Void> onExit() {
    return process.onExit().thenAccept(ended -> {});
  }

  /** Stops the server: ends all connections, writes a checkpoint and waits for the end. */
  void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException watcherGone) {
      process.destroy(); // SIGTERM: the server waits for its clients
    }
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for "ready" in the eighth line of the pid file: the server accepts connections. */
  private void awaitReady(Path pidFile) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try {
      while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
        if (isReady(pidFile)) {
          return;
        }
        if (System.nanoTime() > deadline) {
          stop();
          throw new StartupFailure(
              Reason.BROKEN,
              "PostgreSQL was not ready after %d s; see %s.".formatted(START_SECONDS, log));
        }
      }
      throw ErrorOutput.about("PostgreSQL did not start (see " + log + ")", Files.readString(log));
    } catch (IOException unreadable) {
      throw new StartupFailure(
          Reason.BROKEN, "PostgreSQL did not start, and " + log + " cannot be read.", unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      stop();
      throw new StartupFailure(
          Reason.BROKEN, "Interrupted while PostgreSQL was starting.", interrupted);
    }
  }

  private boolean isReady(Path pidFile) {
    try {
      List<String> lines = Files.readAllLines(pidFile);
      return lines.size() >= 8
          && lines.getFirst().strip().equals(Long.toString(process.pid()))
          && lines.get(7).strip().equals("ready");
    } catch (IOException notYet) {
      return false;
    }
  }
}
