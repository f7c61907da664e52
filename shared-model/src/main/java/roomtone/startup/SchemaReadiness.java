package roomtone.startup;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports ready once the database has the migrations that this build needs, or newer ones. A pod
 * that was ready stays ready while the database is unreachable or does not answer: devices still
 * get their snapshots.
 */
@Readiness
@ApplicationScoped
public class SchemaReadiness implements HealthCheck {

  /** The newest migration that the code relies on. */
  public static final long NEEDED = 20261130091000L;

  /** How long a probe waits for the database: less than any prober waits for the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final DataSource database;
  private final AtomicReference<CompletableFuture<Found>> reading = new AtomicReference<>();
  private volatile boolean served;

  /**
   * What the database says.
   *
   * @param version the newest migration; null when it is not known
   * @param error why not; null when it is known
   */
  private record Found(Long version, String error) {

    private static final String NOT_MIGRATED = "no migrations yet";
    private static final Found AWAY = new Found(null, "database away");

    boolean isEmpty() {
      return NOT_MIGRATED.equals(error);
    }
  }

  SchemaReadiness(DataSource database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("schema").withData("needed", NEEDED);
    Found found = readInTime();
    if (found.version() == null) {
      return answer.withData("error", found.error()).status(served && !found.isEmpty()).build();
    }
    served = found.version() >= NEEDED;
    return answer.withData("found", found.version()).status(served).build();
  }

  /** Reads the version, or joins the probe that does: while the database hangs one thread waits. */
  private Found readInTime() {
    CompletableFuture<Found> mine = new CompletableFuture<>();
    CompletableFuture<Found> other = reading.compareAndExchange(null, mine);
    if (other == null) {
      Thread.startVirtualThread(
          () -> {
            Found found = read();
            reading.set(null);
            mine.complete(found);
          });
    }
    try {
      return (other == null ? mine : other).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Found.AWAY;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Found.AWAY;
    }
  }

  private Found read() {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select version from roomtone.schema_version")) {
      return new Found(row.next() ? row.getLong(1) : 0L, null);
    } catch (SQLException e) {
      return "42P01".equals(e.getSQLState()) ? new Found(null, Found.NOT_MIGRATED) : Found.AWAY;
    } catch (RuntimeException e) {
      return Found.AWAY;
    }
  }
}
