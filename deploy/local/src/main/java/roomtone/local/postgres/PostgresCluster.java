package roomtone.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import roomtone.local.startup.Loopback;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * A running PostgreSQL server, on 127.0.0.1 unless told otherwise. It stops at {@link #close()} or
 * when this process ends, also when the process is killed.
 */
public final class PostgresCluster implements AutoCloseable {

  /** The cluster's superuser, named as on Supabase. */
  public static final String SUPERUSER = "supabase_admin";

  /**
   * The superuser's password, the same as with {@code supabase start}. It is no secret: the server
   * listens on loopback only and is for development.
   */
  public static final String PASSWORD = "postgres";

  private static final int ATTEMPTS_AT_A_FREE_PORT = 5;

  private final Postmaster postmaster;
  private final Path data;
  private final int port;

  private PostgresCluster(Postmaster postmaster, Path data, int port) {
    this.postmaster = postmaster;
    this.data = data;
    this.port = port;
  }

  /**
   * Starts a cluster on the given files, which are made at the first start and recovered after a
   * crash.
   *
   * @param data the cluster's directory, or a link to it that is made here when the server's
   *     account cannot reach the directory itself
   * @param log where the server writes its messages
   * @throws StartupFailure with one line for the user
   */
  public static PostgresCluster start(
      List<PostgresInstallation> installations, Path data, Path log, int port) {
    return start(installations, data, log, Loopback.address(), port);
  }

  /**
   * As {@link #start(List, Path, Path, int)}.
   *
   * @param listen the address to listen on; from elsewhere than this machine every login needs its
   *     password, too
   */
  public static PostgresCluster start(
      List<PostgresInstallation> installations, Path data, Path log, InetAddress listen, int port) {
    ServerAccount account = ServerAccount.choose();
    DataDirectory files = new DataDirectory(DataLocation.of(data, account), account);
    Optional<Integer> major = files.major();
    PostgresInstallation installation = choose(installations, major, data);
    files.clearLeftovers();
    Loopback.requireFree(port, "PostgreSQL");
    if (major.isEmpty()) {
      files.initialise(installation, SUPERUSER, PASSWORD);
    }
    Map<String, String> settings = settings(port);
    if (!listen.isLoopbackAddress()) {
      settings.put("listen_addresses", listen.getHostAddress());
      settings.put("hba_file", files.allowAllHosts().toString());
    }
    return new PostgresCluster(
        Postmaster.start(installation, account, files, settings, log, Optional.empty()),
        files.path(),
        port);
  }

  /**
   * Starts a cluster for tests on a free port, without fsync. Its files are deleted when it is
   * closed or this process ends.
   */
  public static PostgresCluster throwAway(List<PostgresInstallation> installations) {
    return throwAway(installations, Map.of());
  }

  /**
   * As {@link #throwAway(List)}.
   *
   * @param more settings as in postgresql.conf, which override the usual ones
   */
  public static PostgresCluster throwAway(
      List<PostgresInstallation> installations, Map<String, String> more) {
    ServerAccount account = ServerAccount.choose();
    PostgresInstallation installation = choose(installations, Optional.empty(), Path.of("."));
    for (int attempt = 1; ; attempt++) {
      try {
        return throwAway(installation, account, Loopback.freePort(), more);
      } catch (StartupFailure failure) {
        if (failure.reason() != Reason.TAKEN || attempt == ATTEMPTS_AT_A_FREE_PORT) {
          throw failure;
        }
      }
    }
  }

  private static PostgresCluster throwAway(
      PostgresInstallation installation,
      ServerAccount account,
      int port,
      Map<String, String> more) {
    try {
      Path directory = Files.createTempDirectory("roomtone-postgres-");
      account.own(directory);
      if (!account.reaches(directory)) {
        throw new StartupFailure(
            Reason.UNWRITABLE,
            "The account %s cannot enter %s; set java.io.tmpdir to a directory open to all."
                .formatted(account, directory));
      }
      DataDirectory files = new DataDirectory(directory.resolve("data"), account);
      files.initialise(installation, SUPERUSER, PASSWORD);
      Map<String, String> settings = settings(port);
      settings.putAll(FORGETFUL);
      settings.putAll(more);
      Path log = directory.resolve("log");
      return new PostgresCluster(
          Postmaster.start(installation, account, files, settings, log, Optional.of(directory)),
          files.path(),
          port);
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(Path.of(System.getProperty("java.io.tmpdir")), cannotWrite);
    }
  }

  /** The directory of the files, with links resolved. */
  public Path data() {
    return data;
  }

  /** The port. */
  public int port() {
    return port;
  }

  /** Completes when the server has ended, by {@link #close()} or by a failure. */
  public CompletableFuture<Void> onExit() {
    return postmaster.onExit();
  }

  /** Stops all processes of the server by SIGSTOP: connections stay open, and nothing answers. */
  public void pause() {
    signal("STOP");
  }

  /** Lets the server go on after {@link #pause()}. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      ProcessHandle server = ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
      // The server first: it must not start a process in between.
      send(name, List.of(server));
      send(name, server.children().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending a signal", e);
    }
  }

  private static void send(String signal, List<ProcessHandle> processes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.forEach(process -> command.add(String.valueOf(process.pid())));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("not sent: " + command);
    }
  }

  /** Stops the server and waits for its end. */
  @Override
  public void close() {
    postmaster.stop();
  }

  private static final Map<String, String> FORGETFUL =
      Map.of(
          "fsync", "off",
          "synchronous_commit", "off",
          "full_page_writes", "off",
          "wal_level", "minimal",
          "max_wal_senders", "0",
          "shared_buffers", "64MB");

  private static Map<String, String> settings(int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("port", Integer.toString(port));
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "100");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("logging_collector", "off");
    settings.put("log_destination", "stderr");
    // JIT compilation costs more than it saves for short queries over small tables.
    settings.put("jit", "off");
    return settings;
  }

  private static PostgresInstallation choose(
      List<PostgresInstallation> installations, Optional<Integer> major, Path data) {
    PostgresInstallation installation =
        installations.stream()
            .filter(candidate -> major.isEmpty() || candidate.major() == major.get())
            .findFirst()
            .orElseThrow(
                () ->
                    new StartupFailure(
                        Reason.MISSING,
                        "The data in %s are PostgreSQL %d's, which is not installed; install it, or start over without them."
                            .formatted(data, major.orElseThrow())));
    if (!installation.hasPgvector()) {
      throw new StartupFailure(
          Reason.MISSING,
          "PostgreSQL %d in %s has no pgvector; install it (on Debian 13 and later: postgresql-%d-pgvector)."
              .formatted(installation.major(), installation.bin(), installation.major()));
    }
    return installation;
  }
}
