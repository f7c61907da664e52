package roomtone.local.schema;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/** Gives a plain PostgreSQL database the parts of a Supabase project that Roomtone uses. */
public final class SupabaseShim {

  private static final String UNDEFINED_FILE = "58P01";
  private static final String FEATURE_NOT_SUPPORTED = "0A000";

  private SupabaseShim() {}

  /**
   * Creates the roles, schemas, extensions and auth tables that are missing.
   *
   * @param superuser a connection of supabase_admin, with auto-commit
   * @throws StartupFailure when pgvector is not installed
   */
  public static void applyTo(Connection superuser) throws SQLException {
    try {
      run(superuser, "/roomtone/local/supabase.sql");
    } catch (SQLException failure) {
      // PostgreSQL 15 reports a missing extension by the first code, later versions by the second.
      if (UNDEFINED_FILE.equals(failure.getSQLState())
          || FEATURE_NOT_SUPPORTED.equals(failure.getSQLState())) {
        throw new StartupFailure(
            Reason.MISSING,
            "PostgreSQL lacks an extension; install pgvector and PostgreSQL's contrib modules.",
            failure);
      }
      throw failure;
    }
  }

  /** Adds the default privileges that projects made before 2026-10-30 have. */
  public static void grantAutomatically(Connection superuser) throws SQLException {
    run(superuser, "/roomtone/local/automatic-grants.sql");
  }

  /**
   * Sets the passwords of the services' logins, which the migrations create without one. A login
   * that does not exist yet is skipped.
   */
  public static void setServicePasswords(Connection superuser, UnaryOperator<String> passwordOf)
      throws SQLException {
    for (String login : List.of("brain_service", "manager_service")) {
      try (Statement statement = superuser.createStatement()) {
        statement.execute(
            """
            do $$ begin
              if exists (select from pg_catalog.pg_roles where rolname = '%1$s') then
                alter role %1$s password '%2$s';
              end if;
            end $$
            """
                .formatted(login, passwordOf.apply(login).replace("'", "''")));
      }
    }
  }

  private static void run(Connection connection, String resource) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(text(resource)); // several statements in one message are one transaction
    }
  }

  private static String text(String resource) {
    try (InputStream in = SupabaseShim.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new IllegalStateException(resource, impossible);
    }
  }
}
