package roomtone.local.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import roomtone.local.postgres.PostgresCluster;
import roomtone.local.testing.TestServer.Template;

/**
 * A PostgreSQL database of one's own, shaped like a Supabase project's: roles, auth schema,
 * pgvector, and Roomtone's migrations. The server is private to this process and starts with the
 * first database; roles are shared between databases, everything else is apart.
 *
 * <pre>{@code
 * try (LocalDatabase db = LocalDatabase.fresh(); Connection listener = db.connectAs(userId)) { ... }
 * }</pre>
 */
public final class LocalDatabase implements AutoCloseable {

  /** Whether new tables in schema public are open to the Data API's roles by themselves. */
  public enum DefaultGrants {
    /** As in all projects since 2026-10-30: nothing is granted. */
    NONE,
    /** As in older projects: everything is granted. */
    AUTOMATIC
  }

  private final TestServer server;
  private final String name;
  private final DatabaseClock clock;

  /** The superuser's, for {@link #contents()}; null until it is needed. */
  private Sql superuser;

  private LocalDatabase(TestServer server, Template template) {
    this.server = server;
    this.name = server.create(template);
    this.clock = new DatabaseClock(() -> server.superuser(name));
  }

  /**
   * Starts this process's server, before its first database, with settings of postgresql.conf
   * beside the usual ones.
   */
  public static void startServerWith(Map<String, String> settings) {
    TestServer.startWith(settings);
  }

  /** A database with all migrations applied. */
  public static LocalDatabase fresh() {
    return new LocalDatabase(TestServer.running(), Template.MIGRATED);
  }

  /**
   * As {@link #fresh()}, on a server of its own that can be stopped.
   *
   * @param directory empty, and open to all accounts on the way to it; the caller removes it
   */
  public static LocalDatabase onServerThatStops(Path directory) {
    return new LocalDatabase(TestServer.thatStops(directory), Template.MIGRATED);
  }

  /**
   * As {@link #empty()}, on a server of its own: its roles are those of no other database.
   *
   * @param directory empty, and open to all accounts on the way to it; the caller removes it
   */
  public static LocalDatabase emptyOnServerThatStops(Path directory) {
    return new LocalDatabase(TestServer.thatStops(directory), Template.EMPTY);
  }

  /** Stops PostgreSQL; only where {@link #onServerThatStops} has started it. */
  public void stopServer() {
    server.stop();
  }

  /**
   * Stops all processes of PostgreSQL by SIGSTOP, so that nothing answers; only where {@link
   * #onServerThatStops} has started it.
   */
  public void pauseServer() {
    server.pause();
  }

  /** Lets PostgreSQL go on after {@link #pauseServer()}. */
  public void resumeServer() {
    server.resume();
  }

  /** Starts PostgreSQL again, on the same port and with the same data. */
  public void startServer() {
    server.start();
  }

  /** A database with what Supabase brings and nothing of Roomtone. */
  public static LocalDatabase empty() {
    return empty(DefaultGrants.NONE);
  }

  /** As {@link #empty()}, with these default privileges. */
  public static LocalDatabase empty(DefaultGrants grants) {
    return new LocalDatabase(
        TestServer.running(),
        grants == DefaultGrants.NONE ? Template.EMPTY : Template.EMPTY_WITH_AUTOMATIC_GRANTS);
  }

  /** Applies all migrations that are not applied yet, as role postgres. */
  public void migrate() {
    server.migrate(name, Optional.empty());
  }

  /** Applies migrations up to and with the given version, a time stamp such as 20260101120000. */
  public void migrateTo(String version) {
    server.migrate(name, Optional.of(version));
  }

  /**
   * Moves the extension vector to schema public, where projects have it that did not name a schema.
   */
  public void moveVectorToPublic() {
    try (Sql sql = server.superuser(name)) {
      sql.execute("alter extension vector set schema public");
    }
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** The database's name. */
  public String name() {
    return name;
  }

  /**
   * The password of a login: supabase_admin, postgres, authenticator, brain_service or
   * manager_service.
   */
  public static String password(String login) {
    return login.endsWith("_service") && !login.equals("service_role")
        ? login
        : PostgresCluster.PASSWORD;
  }

  /** A source of connections as the given login. */
  public DataSource dataSource(String login) {
    return server.dataSource(name, login, password(login));
  }

  /**
   * A connection as the given role: supabase_admin, postgres, brain_service and manager_service log
   * in; anon, authenticated and service_role are taken on by authenticator, as the Data API does
   * it; any other role is taken on by postgres.
   */
  public Connection connect(String role) throws SQLException {
    return new RoleConnections(server, name).connect(role);
  }

  /** As {@link #connect}, for an {@link Sql}, which the caller closes. */
  public Sql sql(String role) {
    try {
      return new Sql(connect(role));
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot connect as " + role, failure);
    }
  }

  /** As {@link #connectAs}, for an {@link Sql}, which the caller closes. */
  public Sql sqlAs(UUID user) {
    try {
      return new Sql(connectAs(user));
    } catch (SQLException failure) {
      throw new IllegalStateException("cannot connect as a browser", failure);
    }
  }

  /**
   * A connection as the Data API opens it for a signed-in user: role authenticated, {@code
   * auth.uid()} the user.
   */
  public Connection connectAs(UUID user) throws SQLException {
    Connection connection = connect("authenticated");
    setClaims(
        connection,
        "{\"sub\":\"%s\",\"role\":\"authenticated\",\"aud\":\"authenticated\"}".formatted(user));
    return connection;
  }

  /**
   * Makes a JSON object the JWT's claims of the connection, as {@code auth.jwt()} and {@code
   * auth.uid()} read them.
   */
  public static void setClaims(Connection connection, String claims) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config('request.jwt.claims', ?, false)")) {
      statement.setString(1, claims);
      statement.execute();
    }
  }

  /** Stops {@code roomtone.now()} at the given instant, until it is set again or advanced. */
  public void setClock(Instant instant) {
    clock.stopAt(instant);
  }

  /**
   * Lets {@code roomtone.now()} run, ahead of the real time by the given duration, or behind when
   * negative.
   */
  public void setClock(Duration ahead) {
    clock.runAhead(ahead);
  }

  /** Moves {@code roomtone.now()} on, whether it stands or runs. */
  public void advance(Duration duration) {
    clock.advance(duration);
  }

  /** The content of our tables: for each of them the number of its rows and a hash of them. */
  public synchronized List<String> contents() {
    return superuser()
        .column(
            """
            select c.oid::regclass || ' ' || (xpath('//n/text()', query_to_xml(
              format('select count(*) || '' '' || coalesce(sum(hashtextextended(t::text, 0)), 0) as n from %s t', c.oid::regclass),
              false, true, '')))[1]::text
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname in ('public', 'roomtone')
            order by c.oid
            """);
  }

  /** One connection for all calls: a new one would read the definition of every table again. */
  private Sql superuser() {
    if (superuser == null || !superuser.isConnected()) {
      superuser = server.superuser(name);
    }
    return superuser;
  }

  /** Ends all connections to the database and drops it; a server of its own ends, too. */
  @Override
  public void close() {
    if (server.isStopped()) {
      return;
    }
    server.drop(name);
    if (server.canStop()) {
      server.stop();
    }
  }
}
