package roomtone.local.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.logging.LogFactory;
import roomtone.local.CannotStart;
import roomtone.local.CannotStart.Reason;

/**
 * Applies the files of {@code deploy/supabase/migrations}, packed into this artifact, in the order
 * of their time stamps, each in one transaction. Flyway (Apache-2.0) reads the Supabase CLI's file
 * names as they are and keeps its record out of the way of the CLI's own.
 */
public final class Migrations {

  private static final String LOCATION = "classpath:roomtone/local/migrations";

  static {
    // Named loggers are loaded from class loaders that need not be ours; an instance is not.
    LogFactory.setFallbackLogCreator(new Silence());
  }

  private final DataSource postgres;
  private final String location;

  /** The packed migrations, to be applied to the database of role postgres's data source. */
  public Migrations(DataSource postgres) {
    this(postgres, LOCATION);
  }

  Migrations(DataSource postgres, String location) {
    this.postgres = postgres;
    this.location = location;
  }

  /**
   * Checks that the database is new, or was made by these migrations, all of them or the first. It
   * changes nothing.
   *
   * @throws CannotStart when a migration was applied that is unknown here, or differs
   */
  public void check() {
    withOwnClassLoader(
        () -> {
          configuration(Optional.empty()).ignoreMigrationPatterns("*:pending").load().validate();
          return 0;
        });
  }

  /**
   * Applies what is missing.
   *
   * @param until the last version to apply, a time stamp such as 20260101120000; empty for all
   * @return how many files were applied
   */
  public int apply(Optional<String> until) {
    return withOwnClassLoader(() -> configuration(until).load().migrate().migrationsExecuted);
  }

  /**
   * Flyway loads classes by name from the thread's loader, which in a test of Quarkus is not ours.
   */
  private static int withOwnClassLoader(IntSupplier work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Migrations.class.getClassLoader());
    try {
      return work.getAsInt();
    } catch (FlywayValidateException differs) {
      throw new CannotStart(
          Reason.BROKEN,
          "The database was made by other migrations than these; start over without its data: ./dev up --fresh. "
              + oneLine(differs),
          differs);
    } catch (FlywayException failure) {
      throw new CannotStart(Reason.BROKEN, "The migrations failed: " + oneLine(failure), failure);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static String oneLine(FlywayException failure) {
    return failure.getMessage().strip().replaceAll("\\s+", " ");
  }

  private FluentConfiguration configuration(Optional<String> until) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(postgres)
        .locations(location)
        .loggers("console") // which is the fallback set above
        .failOnMissingLocations(false)
        .sqlMigrationPrefix("")
        .sqlMigrationSeparator("_")
        .defaultSchema("roomtone_local_migrations")
        .table("applied")
        .createSchemas(false)
        .target(until.map(MigrationVersion::fromVersion).orElse(MigrationVersion.LATEST))
        .callbacks(new UsualSearchPath());
  }

  /**
   * Flyway puts its record's schema first in the search path; migrations see the role's own
   * instead.
   */
  private static final class UsualSearchPath implements Callback {

    @Override
    public boolean supports(Event event, Context context) {
      return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
      return true;
    }

    @Override
    public void handle(Event event, Context context) {
      Connection connection = context.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("reset search_path");
      } catch (SQLException failure) {
        throw new FlywayException(failure);
      }
    }

    @Override
    public String getCallbackName() {
      return "usual search path";
    }
  }
}
