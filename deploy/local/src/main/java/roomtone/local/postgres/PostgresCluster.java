package roomtone.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import roomtone.local.CannotStart;
import roomtone.local.CannotStart.Reason;
import roomtone.local.Loopback;

/**
 * A running PostgreSQL of our own on 127.0.0.1. It ends with {@link #close()} or with this process,
 * whichever comes first and however that happens.
 */
public final class PostgresCluster implements AutoCloseable {

  /** The cluster's superuser, named as on Supabase. */
  public static final String SUPERUSER = "supabase_admin";

  /**
   * The superuser's password, as with {@code supabase start}: on loopback, for development, no
   * secret.
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
   * Starts the cluster whose files are kept, making them at the first time and recovering them
   * after a crash.
   *
   * @param data the cluster's directory, or a link to it that is made here when the server's
   *     account cannot reach the directory itself
   * @param log where the server writes its messages
   * @throws CannotStart with one line for the user
   */
  public static PostgresCluster start(
      List<PostgresInstallation> installations, Path data, Path log, int port) {
    ServerAccount account = ServerAccount.choose();
    DataDirectory files = new DataDirectory(ReachablePlace.of(data, account), account);
    Optional<Integer> major = files.major();
    PostgresInstallation installation = choose(installations, major, data);
    files.clearLeftovers();
    Loopback.requireFree(port, "PostgreSQL");
    if (major.isEmpty()) {
      files.initialise(installation, SUPERUSER, PASSWORD);
    }
    Map<String, String> settings = settings(port);
    return new PostgresCluster(
        Postmaster.start(installation, account, files, settings, log, Optional.empty()),
        files.path(),
        port);
  }

  /**
   * Starts a cluster for tests on a free port: fast, forgetful, and gone with its files when it is
   * closed or this process ends.
   */
  public static PostgresCluster throwAway(List<PostgresInstallation> installations) {
    return throwAway(installations, Map.of());
  }

  /**
   * As {@link #throwAway(List)}.
   *
   * @param more settings as in postgresql.conf, before which the usual ones give way
   */
  public static PostgresCluster throwAway(
      List<PostgresInstallation> installations, Map<String, String> more) {
    ServerAccount account = ServerAccount.choose();
    PostgresInstallation installation = choose(installations, Optional.empty(), Path.of("."));
    for (int attempt = 1; ; attempt++) {
      try {
        return throwAway(installation, account, Loopback.freePort(), more);
      } catch (CannotStart failure) {
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
        throw new CannotStart(
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
      throw CannotStart.unwritable(Path.of(System.getProperty("java.io.tmpdir")), cannotWrite);
    }
  }

  /** Where the files really are, with no link on the way. */
  public Path data() {
    return data;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Completes when the server has ended, whether by {@link #close()} or by accident. */
  public CompletableFuture<Void> onExit() {
    return postmaster.onExit();
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
    // Short queries over small tables: compiling them costs more than it saves.
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
                    new CannotStart(
                        Reason.MISSING,
                        "The data in %s are PostgreSQL %d's, which is not installed; install it, or start over without them."
                            .formatted(data, major.orElseThrow())));
    if (!installation.hasPgvector()) {
      throw new CannotStart(
          Reason.MISSING,
          "PostgreSQL %d in %s has no pgvector; install it (on Debian 13 and later: postgresql-%d-pgvector)."
              .formatted(installation.major(), installation.bin(), installation.major()));
    }
    return installation;
  }
}
