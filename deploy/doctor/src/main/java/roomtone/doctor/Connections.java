package roomtone.doctor;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to the database of a deployment. */
@FunctionalInterface
public interface Connections {

  /**
   * Opens a connection, which the caller closes.
   *
   * @throws SQLException when the database cannot be reached or refuses the login
   */
  Connection open(Login login) throws SQLException;
}
