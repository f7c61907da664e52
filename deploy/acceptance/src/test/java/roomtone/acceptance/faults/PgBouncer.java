package roomtone.acceptance.faults;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import roomtone.acceptance.ChildProcess;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * A PgBouncer in transaction mode in front of a database, as a child process on loopback. Its few
 * connections to the server serve in turn, so that each transaction of a client runs on another one
 * than the transaction before, as far as that is possible. What a client leaves in a connection is
 * not removed.
 */
final class PgBouncer implements AutoCloseable {

  /** The logins that may pass, each with its password of the tests. */
  private static final List<String> LOGINS = List.of("brain_service", "manager_service");

  /** What a client must set where statements cannot be prepared for later transactions. */
  private static final String NO_PREPARED_STATEMENTS = "?prepareThreshold=0";

  private final ChildProcess process;
  private final Path directory;
  private final String jdbcUrl;

  private PgBouncer(ChildProcess process, Path directory, String jdbcUrl) {
    this.process = process;
    this.directory = directory;
    this.jdbcUrl = jdbcUrl;
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param connections the number of connections to the server that each login has
   * @throws AssertionError when pgbouncer is not installed or refuses its configuration
   */
  static PgBouncer before(LocalDatabase database, int connections) {
    int port = Loopback.freePort();
    URI server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
    try {
      Path directory =
          Files.createTempDirectory(
              "roomtone-pgbouncer-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      Path configuration = directory.resolve("pgbouncer.ini");
      Path users = directory.resolve("users");
      Files.writeString(users, users());
      Files.writeString(configuration, configuration(port, server, users, connections));
      ChildProcess process = ChildProcess.start(command(configuration), directory.resolve("log"));
      process.awaitListening("pgbouncer", port);
      return new PgBouncer(
          process, directory, "jdbc:postgresql://127.0.0.1:%d%s".formatted(port, server.getPath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path configuration) {
    List<String> command = new ArrayList<>(List.of(program(), configuration.toString()));
    if (new UnixSystem().getUid() == 0) {
      // It refuses to run as root.
      command.add(1, "--user=nobody");
    }
    return command;
  }

  private static String program() {
    String chosen = System.getenv("ROOMTONE_PGBOUNCER");
    return Stream.of(chosen, "/usr/sbin/pgbouncer", "/usr/local/sbin/pgbouncer")
        .filter(Objects::nonNull)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "pgbouncer is missing: install it (apt-get install pgbouncer), or run ./dev"
                        + " test --long"));
  }

  private static String users() {
    StringBuilder users = new StringBuilder();
    for (String login : LOGINS) {
      users.append("\"%s\" \"%s\"%n".formatted(login, LocalDatabase.password(login)));
    }
    return users.toString();
  }

  private static String configuration(int port, URI server, Path users, int connections) {
    return """
        [databases]
        * = host=%s port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        default_pool_size = %d
        server_round_robin = 1
        """
        .formatted(server.getHost(), server.getPort(), port, users, connections);
  }

  /** The address of the database for a service, without user and password. */
  String jdbcUrl() {
    return jdbcUrl + NO_PREPARED_STATEMENTS;
  }

  /** A connection of a client; the caller closes it. */
  Sql connect(String login) {
    try {
      return new Sql(DriverManager.getConnection(jdbcUrl(), login, LocalDatabase.password(login)));
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot connect through pgbouncer as " + login, failure);
    }
  }

  @Override
  public void close() {
    process.close();
    try {
      for (String file : List.of("pgbouncer.ini", "users", "log")) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
