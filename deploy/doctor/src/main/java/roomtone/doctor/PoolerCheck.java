package roomtone.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Whether something between this machine and the database gives a connection to others after each
 * transaction, and whether notifications come through.
 */
final class PoolerCheck {

  private static final String SUBJECT = "pooler";
  private static final int ROUNDS = 3;
  private static final int WAIT_MILLIS = 3000;
  private static final String CHANNEL = "roomtone_doctor";

  private PoolerCheck() {}

  static void run(Connection first, Connection second, DatabaseAddress address, Findings findings)
      throws SQLException {
    if (isByTransaction(first, second)) {
      reportTransactionPooler(address, findings);
    } else if (isNotified(first, second)) {
      findings.good(SUBJECT, "direct connection or session pooler; notifications (LISTEN) come");
    } else {
      findings.mend(
          SUBJECT,
          "each connection keeps its session, but no notification (LISTEN) came",
          "The manager then sees changes seconds later. Look for a proxy between the services and the database, and connect past it.");
    }
  }

  private static void reportTransactionPooler(DatabaseAddress address, Findings findings) {
    if (address.preparesNothing()) {
      findings.note(
          SUBJECT,
          "transaction pooler; no notifications (LISTEN) come, so that the manager sees changes a few seconds later",
          "For notifications use the direct connection or the session pooler (port 5432).");
    } else {
      findings.mend(
          SUBJECT,
          "transaction pooler, and the driver prepares statements, which fail on another connection",
          """
          Add prepareThreshold=0 to the query of QUARKUS_DATASOURCE_JDBC_URL: …/postgres?prepareThreshold=0
          Or use the direct connection or the session pooler (port 5432), which also pass notifications (LISTEN).""");
    }
  }

  /**
   * Whether transactions of one connection run in different sessions of the database, or one
   * session serves two connections. A pooler that gives out sessions in turn shows by two
   * transactions, one that gives out the last used session by a second connection, which holds that
   * session meanwhile.
   */
  private static boolean isByTransaction(Connection first, Connection second) throws SQLException {
    for (int round = 0; round < ROUNDS; round++) {
      Set<String> own = new HashSet<>();
      own.add(session(first));
      own.add(session(first));
      second.setAutoCommit(false);
      String other = session(second);
      own.add(session(first));
      second.rollback();
      second.setAutoCommit(true);
      if (own.size() > 1 || own.contains(other)) {
        return true;
      }
    }
    return false;
  }

  private static String session(Connection connection) throws SQLException {
    return Rows.of(connection, "select pg_backend_pid()").getFirst().getFirst();
  }

  private static boolean isNotified(Connection first, Connection second) throws SQLException {
    String message = UUID.randomUUID().toString();
    execute(first, "listen " + CHANNEL);
    try {
      execute(second, "select pg_notify('%s', '%s')".formatted(CHANNEL, message));
      PGConnection listener = first.unwrap(PGConnection.class);
      long end = System.nanoTime() + WAIT_MILLIS * 1_000_000L;
      while (System.nanoTime() < end) {
        PGNotification[] received = listener.getNotifications(WAIT_MILLIS);
        for (PGNotification notification : received) {
          if (notification.getParameter().equals(message)) {
            return true;
          }
        }
      }
      return false;
    } finally {
      execute(first, "unlisten " + CHANNEL);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
