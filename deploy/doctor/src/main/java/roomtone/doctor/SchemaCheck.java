package roomtone.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import roomtone.startup.SchemaReadiness;

/** Whether the database has the extensions and the migrations that the services need. */
final class SchemaCheck {

  private static final String SUBJECT = "schema version";
  private static final String EXTENSIONS_SCHEMA = "extensions";

  /** By deploy/supabase/schemas/extensions.sql. */
  private static final List<String> EXTENSIONS = List.of("vector", "cube", "pg_trgm");

  private static final String NO_TABLE = "42P01";
  private static final String FORBIDDEN = "42501";

  private final Connection connection;
  private final Deployment deployment;

  SchemaCheck(Connection connection, Deployment deployment) {
    this.connection = connection;
    this.deployment = deployment;
  }

  /** Reports, and returns the time stamp of the newest migration, 0 when there is none. */
  long run(Findings findings) throws SQLException {
    checkExtensions(findings);
    long version = checkVersion(findings);
    if (version > 0) {
      checkDemo(findings);
    }
    return version;
  }

  private void checkExtensions(Findings findings) throws SQLException {
    Map<String, String> schemas = new HashMap<>();
    Rows.of(
            connection,
            "select e.extname, n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace")
        .forEach(row -> schemas.put(row.get(0), row.get(1)));
    boolean isComplete = true;
    for (String extension : EXTENSIONS) {
      String schema = schemas.get(extension);
      if (schema == null) {
        findings.mend(
            "extensions",
            extension + " is missing",
            "The migrations create it. Apply them, or as postgres: create extension %s with schema %s;"
                .formatted(extension, EXTENSIONS_SCHEMA));
        isComplete = false;
      } else if (!schema.equals(EXTENSIONS_SCHEMA)) {
        findings.mend(
            "extensions",
            "%s is in schema %s, where Roomtone does not look for it".formatted(extension, schema),
            "As its owner: alter extension %s set schema %s;"
                .formatted(extension, EXTENSIONS_SCHEMA));
        isComplete = false;
      }
    }
    if (isComplete) {
      findings.good("extensions", String.join(", ", EXTENSIONS) + " are there");
    }
  }

  private long checkVersion(Findings findings) throws SQLException {
    long found = 0;
    try {
      List<List<String>> rows = Rows.of(connection, "select version from roomtone.schema_version");
      found = rows.isEmpty() ? 0 : Long.parseLong(rows.getFirst().getFirst());
    } catch (SQLException failure) {
      if (FORBIDDEN.equals(failure.getSQLState())) {
        findings.mend(
            SUBJECT,
            "the login may not read roomtone.schema_version",
            "Apply the migrations. If they are applied, grant again what deploy/supabase/schemas/roles.sql and deploy/supabase/schemas/tables/schema_version.sql grant.");
        return 0;
      }
      if (!NO_TABLE.equals(failure.getSQLState())) {
        throw failure;
      }
    }
    if (found < SchemaReadiness.NEEDED) {
      findings.mend(
          SUBJECT,
          (found == 0 ? "the database has no migrations" : "the database has " + found)
              + ", and this checkout needs "
              + SchemaReadiness.NEEDED,
          "Apply the migrations of deploy/supabase/migrations, for example with supabase db push --workdir deploy. Until then new pods are not ready.");
    } else if (found > SchemaReadiness.NEEDED) {
      findings.note(
          SUBJECT,
          "the database has %d, newer than the %d of this checkout"
              .formatted(found, SchemaReadiness.NEEDED),
          "The services of this checkout work with it.");
    } else {
      findings.good(SUBJECT, found + ", which this checkout needs");
    }
    return found;
  }

  /** Demo accounts have public passwords, so that services in production do not start. */
  private void checkDemo(Findings findings) throws SQLException {
    if (isDemo() && !deployment.acceptsDemo()) {
      findings.mend(
          "demo data",
          "the database holds the demo accounts, whose passwords are public",
          "Services in production do not start with it. Take a database of its own.");
    }
  }

  private boolean isDemo() throws SQLException {
    try {
      return Rows.of(connection, "select demo from roomtone.installation").stream()
          .anyMatch(row -> row.getFirst().equals("t"));
    } catch (SQLException failure) {
      if (FORBIDDEN.equals(failure.getSQLState())) {
        return false; // the check of the grants reports it
      }
      throw failure;
    }
  }
}
