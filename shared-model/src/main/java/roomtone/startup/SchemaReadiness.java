package roomtone.startup;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports ready once the database has the migrations that this build needs, or newer ones. A pod
 * that was ready stays ready while the database is unreachable: devices still get their snapshots.
 */
@Readiness
@ApplicationScoped
public class SchemaReadiness implements HealthCheck {

  /** The newest migration that the code relies on. */
  public static final long NEEDED = 20261130091000L;

  private final DataSource database;
  private volatile boolean served;

  SchemaReadiness(DataSource database) {
    this.database = database;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("schema").withData("needed", NEEDED);
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select version from roomtone.schema_version")) {
      long found = row.next() ? row.getLong(1) : 0;
      served = found >= NEEDED;
      return answer.withData("found", found).status(served).build();
    } catch (SQLException e) {
      boolean empty = "42P01".equals(e.getSQLState());
      return answer
          .withData("error", empty ? "no migrations yet" : "database away")
          .status(served && !empty)
          .build();
    }
  }
}
