package roomtone.startup;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Refuses to start in production on demo data, with one line that says what to do. */
@ApplicationScoped
public class DemoDataCheck {

  private static final Logger LOG = Logger.getLogger(DemoDataCheck.class);

  void check(@Observes @Priority(1) StartupEvent event, DataSource database) {
    if (LaunchMode.current() == LaunchMode.NORMAL && ConfigUtils.isProfileActive("prod")) {
      refuseDemo(database);
    }
  }

  /**
   * Demo accounts have public passwords. A database that cannot be reached does not prevent the
   * start.
   */
  private static void refuseDemo(DataSource database) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select demo from roomtone.installation")) {
      if (row.next() && row.getBoolean(1)) {
        throw new ConfigurationException(
            "Roomtone does not start in production on demo data: its passwords are public. Use a database of its own, or QUARKUS_PROFILE=local.");
      }
    } catch (SQLException e) {
      LOG.warnf("could not ask whether the database holds demo data: %s", e.getMessage());
    }
  }
}
