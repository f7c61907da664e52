package roomtone.local.testing;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.postgresql.ds.PGSimpleDataSource;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import roomtone.local.postgres.PostgresCluster;
import roomtone.local.postgres.PostgresInstallation;
import roomtone.local.schema.Migrations;
import roomtone.local.schema.SupabaseShim;
import roomtone.local.startup.Loopback;

/**
 * The one PostgreSQL server of this process's tests, started at first use, with a template for each
 * kind of database.
 *
 * <p>Where {@code ROOMTONE_TEST_CONTAINERS} is true it is a container; that path was never run for
 * want of an engine.
 */
final class TestServer {

  /** What a new database starts from. */
  enum Template {
    /** Supabase's own things only, as in a project of today. */
    EMPTY,
    /** Supabase's own things only, as in a project with automatic grants. */
    EMPTY_WITH_AUTOMATIC_GRANTS,
    /** All migrations applied. */
    MIGRATED
  }

  private static final String IMAGE = "pgvector/pgvector:0.8.0-pg17";
  private static final String MAINTENANCE = "postgres";

  private static TestServer running;

  private final String host;
  private final int port;
  private final Optional<Supplier<PostgresCluster>> starter;
  private PostgresCluster cluster;
  private final Map<Template, String> templates = new EnumMap<>(Template.class);
  private final AtomicInteger databases = new AtomicInteger();

  private TestServer(String host, int port, Optional<Supplier<PostgresCluster>> starter) {
    this.host = host;
    this.port = port;
    this.starter = starter;
  }

  static synchronized TestServer running() {
    if (running == null) {
      running =
          Boolean.parseBoolean(System.getenv("ROOMTONE_TEST_CONTAINERS"))
              ? container()
              : cluster(Map.of());
    }
    return running;
  }

  /**
   * Starts the server, which must not have been started yet, with settings beside the usual ones.
   */
  static synchronized void startWith(Map<String, String> settings) {
    if (running != null) {
      throw new IllegalStateException("the server runs already");
    }
    running = cluster(settings);
  }

  private static TestServer cluster(Map<String, String> settings) {
    // Never closed: its watcher ends it together with this process, however that happens.
    PostgresCluster cluster = PostgresCluster.throwAway(PostgresInstallation.findAll(), settings);
    return new TestServer("127.0.0.1", cluster.port(), Optional.empty());
  }

  /** A server that keeps its port and what it knows while it is stopped; of its caller alone. */
  static TestServer thatStops(Path directory) {
    int port = Loopback.freePort();
    TestServer server =
        new TestServer(
            "127.0.0.1",
            port,
            Optional.of(
                () ->
                    PostgresCluster.start(
                        PostgresInstallation.findAll(),
                        directory.resolve("data"),
                        directory.resolve("log"),
                        port)));
    server.start();
    return server;
  }

  /** Ends all connections and the server. */
  synchronized void stop() {
    cluster.close();
    cluster = null;
  }

  synchronized void start() {
    cluster = starter.orElseThrow().get();
  }

  synchronized void pause() {
    cluster.pause();
  }

  synchronized void resume() {
    cluster.resume();
  }

  boolean canStop() {
    return starter.isPresent();
  }

  synchronized boolean isStopped() {
    return canStop() && cluster == null;
  }

  @SuppressWarnings("resource") // Testcontainers' reaper ends it together with this process
  private static TestServer container() {
    PostgreSQLContainer container =
        new PostgreSQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"))
            .withDatabaseName(MAINTENANCE)
            .withUsername(PostgresCluster.SUPERUSER)
            .withPassword(PostgresCluster.PASSWORD)
            .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=100");
    container.start();
    return new TestServer(container.getHost(), container.getFirstMappedPort(), Optional.empty());
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  PGSimpleDataSource dataSource(String database, String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(jdbcUrl(database));
    source.setUser(user);
    source.setPassword(password);
    return source;
  }

  Sql superuser(String database) {
    try {
      return new Sql(
          dataSource(database, PostgresCluster.SUPERUSER, PostgresCluster.PASSWORD)
              .getConnection());
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot connect to " + database, failure);
    }
  }

  /** Makes a database and answers its name. */
  synchronized String create(Template template) {
    String source = templates.computeIfAbsent(template, this::makeTemplate);
    String name = "test_%d".formatted(databases.incrementAndGet());
    execute("create database %s template %s owner postgres".formatted(name, source));
    return name;
  }

  void drop(String database) {
    execute("drop database if exists %s with (force)".formatted(database));
  }

  private String makeTemplate(Template template) {
    String name = "template_" + template.name().toLowerCase(Locale.ROOT);
    execute("create database " + name);
    try (Sql superuser = superuser(name)) {
      SupabaseShim.applyTo(superuser.connection());
      if (template == Template.EMPTY_WITH_AUTOMATIC_GRANTS) {
        SupabaseShim.grantAutomatically(superuser.connection());
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot prepare the template " + name, failure);
    }
    if (template == Template.MIGRATED) {
      migrate(name, Optional.empty());
    }
    return name;
  }

  /**
   * Applies migrations as postgres, then gives the services' logins, if there are any yet, their
   * passwords.
   */
  synchronized void migrate(String database, Optional<String> until) {
    new Migrations(dataSource(database, "postgres", PostgresCluster.PASSWORD)).apply(until);
    try (Sql superuser = superuser(database)) {
      SupabaseShim.setServicePasswords(superuser.connection(), LocalDatabase::password);
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot set passwords", failure);
    }
  }

  private void execute(String sql) {
    try (Sql superuser = superuser(MAINTENANCE)) {
      superuser.execute(sql);
    }
  }
}
