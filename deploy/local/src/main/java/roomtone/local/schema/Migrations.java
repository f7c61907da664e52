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
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * Applies the files of {@code deploy/supabase/migrations}, packed into this artifact, in the order
 * of their time stamps, each in one transaction. Flyway (Apache-2.0) reads the Supabase CLI's file
 * names and keeps its history in another table than the CLI.
 */
public final class Migrations {

  private static final String LOCATION = "classpath:roomtone/local/migrations";

  static {
    // Flyway may load a named logger with another class loader, but not an instance.
    LogFactory.setFallbackLogCreator(new NoLog());
  }

  private final DataSource postgres;
  private final String location;
  private final int connectRetries;

  /** The packed migrations, for the database of a data source of role postgres. */
  public Migrations(DataSource postgres) {
    this(postgres, LOCATION);
  }

  /**
   * As {@link #Migrations(DataSource)}, for a database that may not answer yet.
   *
   * @param connectRetries how often to ask again, with growing pauses of 120 s at most
   */
  Migrations(DataSource postgres, int connectRetries) {
    this(postgres, LOCATION, connectRetries);
  }

  Migrations(DataSource postgres, String location) {
    this(postgres, location, 0);
  }

  private Migrations(DataSource postgres, String location, int connectRetries) {
    this.postgres = postgres;
    this.location = location;
    this.connectRetries = connectRetries;
  }

  /**
   * Checks that the database is new or was made by the first or all of these migrations. It changes
   * nothing.
   *
   * @throws StartupFailure when an applied migration is unknown or differs
   */
  public void check() {
    withOwnClassLoader(
        () -> {
          configuration(Optional.empty()).ignoreMigrationPatterns("*:pending").load().validate();
          return 0;
        });
  }

  /**
   * Applies the migrations that are not applied yet.
   *
   * @param until the last version to apply, a time stamp such as 20260101120000; empty for all
   * @return the number of applied files
   */
  public int apply(Optional<String> until) {
    return withOwnClassLoader(() -> configuration(until).load().migrate().migrationsExecuted);
  }

  /**
   * Runs the work with the class loader of this class, by which Flyway loads classes by name; in a
   * Quarkus test the thread has another one.
   */
  private static int withOwnClassLoader(IntSupplier work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Migrations.class.getClassLoader());
    try {
      return work.getAsInt();
    } catch (FlywayValidateException differs) {
      throw new StartupFailure(
          Reason.BROKEN,
          "The database was made by other migrations than these; start over without its data: ./dev up --fresh. "
              + oneLine(differs),
          differs);
    } catch (FlywayException failure) {
      throw new StartupFailure(
          Reason.BROKEN, "The migrations failed: " + oneLine(failure), failure);
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
        .connectRetries(connectRetries)
        .locations(location)
        .loggers("console") // the fallback that is set above
        .failOnMissingLocations(false)
        .sqlMigrationPrefix("")
        .sqlMigrationSeparator("_")
        .defaultSchema("roomtone_local_migrations")
        .table("applied")
        .createSchemas(true) // for the history; a project has it only after this
        .target(until.map(MigrationVersion::fromVersion).orElse(MigrationVersion.LATEST))
        .callbacks(new UsualSearchPath());
  }

  /**
   * Flyway puts the schema of its history table first in the search path. This sets the role's own
   * search path for the migrations.
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
