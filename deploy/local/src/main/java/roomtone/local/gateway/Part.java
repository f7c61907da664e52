package roomtone.local.gateway;

import java.sql.SQLException;

/** What serves the paths below a prefix. */
public interface Part {

  /**
   * Answers a request.
   *
   * @throws SQLException when the database fails in a way that the part does not expect
   */
  Answer answer(Request request) throws SQLException;

  /** The answer to a request that failed with an exception. */
  Answer failed(Exception failure);
}
