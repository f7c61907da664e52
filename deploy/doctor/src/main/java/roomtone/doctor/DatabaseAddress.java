package roomtone.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * What a JDBC URL says. The URL itself is never shown, because it may contain a password.
 *
 * @param place host, port and database
 * @param preparesNothing whether the driver prepares no statements on the server, so that a
 *     connection of a pooler may change between transactions
 */
record DatabaseAddress(String place, boolean preparesNothing) {

  private static final String CONNECT_SECONDS = "10";
  private static final String ANSWER_SECONDS = "20";

  /** The address in a JDBC URL of the driver; empty when the driver does not understand it. */
  static Optional<DatabaseAddress> of(String url) {
    Properties parts = Driver.parseURL(url, new Properties());
    return Optional.ofNullable(parts)
        .map(
            p ->
                new DatabaseAddress(
                    "%s:%s/%s"
                        .formatted(
                            p.getProperty("PGHOST"),
                            p.getProperty("PGPORT"),
                            p.getProperty("PGDBNAME")),
                    "0".equals(p.getProperty("prepareThreshold"))));
  }

  /** Connections as the services open them, which give up sooner. */
  static Connections connections(Deployment deployment) {
    return login -> {
      Properties properties = new Properties();
      properties.setProperty("user", login.user());
      properties.setProperty("password", login.password());
      properties.setProperty("connectTimeout", CONNECT_SECONDS);
      properties.setProperty("socketTimeout", ANSWER_SECONDS);
      // The checks themselves go through every pooler, so that they report its fault once.
      properties.setProperty("prepareThreshold", "0");
      properties.setProperty("ApplicationName", "roomtone-doctor");
      Connection connection =
          new Driver().connect(deployment.value(Deployment.JDBC_URL).orElseThrow(), properties);
      if (connection == null) {
        throw new SQLException("the driver does not understand the URL");
      }
      return connection;
    };
  }
}
