package roomtone.web;

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
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Stops a start that cannot become a working service, with one line that says what to set. */
@ApplicationScoped
public class Startup {

  private static final Logger LOG = Logger.getLogger(Startup.class);

  /** Settings without which neither service works, by the environment variables that set them. */
  private static final List<String> REQUIRED =
      List.of(
          "QUARKUS_DATASOURCE_JDBC_URL",
          "QUARKUS_DATASOURCE_USERNAME",
          "QUARKUS_DATASOURCE_PASSWORD",
          "SUPABASE_URL");

  void check(@Observes @Priority(1) StartupEvent event, Config config, DataSource database) {
    REQUIRED.forEach(name -> require(config, name));
    if (LaunchMode.current() == LaunchMode.NORMAL && ConfigUtils.isProfileActive("prod")) {
      refuseDemo(database);
    }
  }

  /**
   * Asks for a setting.
   *
   * @param name its environment variable, such as {@code SUPABASE_URL}
   * @throws ConfigurationException when it is missing or blank
   */
  public static void require(Config config, String name) {
    String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
    boolean present =
        config
            .getOptionalValue(name, String.class)
            .or(() -> config.getOptionalValue(property, String.class))
            .filter(value -> !value.isBlank())
            .isPresent();
    if (!present) {
      throw new ConfigurationException(
          "Roomtone cannot start: set " + name + " (see docs/operations.md).");
    }
  }

  /**
   * Demo accounts have passwords that everybody knows. A database that cannot be asked is no reason
   * not to start.
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
