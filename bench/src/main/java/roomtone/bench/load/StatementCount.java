package roomtone.bench.load;

import java.util.HashMap;
import java.util.Map;
import roomtone.local.startup.StartupFailure;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * Counts the statements of a login with pg_stat_statements. Where that is not installed, every
 * count is NaN.
 */
public final class StatementCount {

  private static final Map<String, String> SETTINGS =
      Map.of("max_connections", "200", "shared_buffers", "512MB", "max_wal_size", "4GB");

  private static boolean counts;

  private final LocalDatabase database;
  private final String login;
  private final double before;

  private StatementCount(LocalDatabase database, String login) {
    this.database = database;
    this.login = login;
    this.before = total();
  }

  /** Starts the server with pg_stat_statements if it is installed; before the first database. */
  public static void prepareServer() {
    Map<String, String> counting = new HashMap<>(SETTINGS);
    counting.put("shared_preload_libraries", "pg_stat_statements");
    try {
      LocalDatabase.startServerWith(counting);
      counts = true;
    } catch (StartupFailure notInstalled) {
      LocalDatabase.startServerWith(SETTINGS);
    }
  }

  /** Starts to count. */
  public static StatementCount start(LocalDatabase database, String login) {
    if (counts) {
      try (Sql superuser = database.sql("supabase_admin")) {
        superuser.execute("create extension if not exists pg_stat_statements schema extensions");
      }
    }
    return new StatementCount(database, login);
  }

  /** The number of statements since the start. */
  public double since() {
    return total() - before;
  }

  private double total() {
    if (!counts) {
      return Double.NaN;
    }
    try (Sql superuser = database.sql("supabase_admin")) {
      return superuser.decimal(
          """
          select coalesce(sum(s.calls), 0) from extensions.pg_stat_statements s
          join pg_catalog.pg_roles r on r.oid = s.userid
          where r.rolname = ? and s.toplevel
            and s.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
          """,
          login);
    }
  }
}
