package roomtone.local.schema;

import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The program of the image roomtone-migrations: applies the migrations that a database lacks, and
 * ends. The environment has Flyway's names: {@code FLYWAY_URL} (a JDBC URL), {@code FLYWAY_USER},
 * {@code FLYWAY_PASSWORD}, and {@code FLYWAY_CONNECT_RETRIES}, how often it asks again, with
 * growing pauses, while no server answers (10).
 */
public final class MigrationsJob {

  private static final String CONNECT_RETRIES = "10";

  private MigrationsJob() {}

  /** Exits with 0 when the database has all migrations, else with that of the failure. */
  public static void main(String[] arguments) {
    try {
      int applied = migrations(System.getenv()).apply(Optional.empty());
      System.out.println(
          applied == 0 ? "Schema: up to date" : "Schema: %d migrations applied".formatted(applied));
    } catch (StartupFailure failure) {
      System.err.println("roomtone-migrations: " + failure.getMessage());
      System.exit(failure.reason().exitCode());
    }
  }

  private static Migrations migrations(Map<String, String> environment) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    try {
      database.setUrl(required(environment, "FLYWAY_URL"));
      database.setUser(required(environment, "FLYWAY_USER"));
      database.setPassword(required(environment, "FLYWAY_PASSWORD"));
      String retries = environment.getOrDefault("FLYWAY_CONNECT_RETRIES", CONNECT_RETRIES);
      return new Migrations(database, Integer.parseInt(retries));
    } catch (NumberFormatException noNumber) {
      throw new StartupFailure(Reason.USAGE, "FLYWAY_CONNECT_RETRIES is no number.", noNumber);
    } catch (IllegalArgumentException noUrl) {
      throw new StartupFailure(
          Reason.USAGE,
          "FLYWAY_URL is no JDBC URL, such as jdbc:postgresql://host:5432/postgres.",
          noUrl);
    }
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new StartupFailure(Reason.USAGE, name + " is not set.");
    }
    return value;
  }
}
