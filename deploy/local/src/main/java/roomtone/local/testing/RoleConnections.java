package roomtone.local.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import roomtone.local.postgres.PostgresCluster;

/** Connections to one database with the rights of a role, whether that role can log in or not. */
final class RoleConnections {

  /** NOLOGIN roles that a request of the Data API takes on, coming from the login authenticator. */
  private static final Set<String> API_ROLES = Set.of("anon", "authenticated", "service_role");

  /** Roles of every database that log in. */
  private static final Set<String> LOGINS =
      Set.of(
          PostgresCluster.SUPERUSER,
          "postgres",
          "authenticator",
          "supabase_auth_admin",
          "brain_service",
          "manager_service");

  private final TestServer server;
  private final String database;

  RoleConnections(TestServer server, String database) {
    this.server = server;
    this.database = database;
  }

  /**
   * A connection as {@link LocalDatabase#connect} describes it.
   *
   * @throws IllegalArgumentException when there is no such role
   */
  Connection connect(String role) throws SQLException {
    if (API_ROLES.contains(role)) {
      return connect("authenticator", role);
    }
    return LOGINS.contains(role) || canLogIn(role) ? logIn(role) : connect("postgres", role);
  }

  private Connection logIn(String role) throws SQLException {
    return server.dataSource(database, role, LocalDatabase.password(role)).getConnection();
  }

  private Connection connect(String login, String role) throws SQLException {
    Connection connection = logIn(login);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set role \"" + role.replace("\"", "\"\"") + "\"");
      return connection;
    } catch (SQLException failure) {
      connection.close();
      throw failure;
    }
  }

  private boolean canLogIn(String role) {
    try (Sql sql = server.superuser(database)) {
      List<String> known =
          sql.column("select rolcanlogin from pg_catalog.pg_roles where rolname = ?", role);
      if (known.isEmpty()) {
        throw new IllegalArgumentException("there is no role " + role);
      }
      return known.getFirst().equals("t");
    }
  }
}
