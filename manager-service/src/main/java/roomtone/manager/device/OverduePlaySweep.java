package roomtone.manager.device;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Clears the stored current song of players whose play is over without a reported end. Services
 * compute by themselves what still plays; browsers read the columns through the Data API.
 */
@ApplicationScoped
class OverduePlaySweep {

  private static final Logger LOG = Logger.getLogger(OverduePlaySweep.class);

  /** How many players one transaction changes. */
  private static final int BATCH = 500;

  private final DataSource database;

  OverduePlaySweep(DataSource database) {
    this.database = database;
  }

  void sweep() {
    try (Connection connection = database.getConnection();
        PreparedStatement call =
            connection.prepareStatement("select roomtone.end_overdue_plays(?)")) {
      call.setInt(1, BATCH);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        int count = row.getInt(1);
        if (count > 0) {
          LOG.infof("plays over without a report count=%d", count);
        }
      }
    } catch (SQLException e) {
      LOG.debugf("sweep of overdue plays failed: %s", e.getMessage());
    }
  }
}
