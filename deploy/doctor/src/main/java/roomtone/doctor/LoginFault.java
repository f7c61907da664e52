package roomtone.doctor;

import java.sql.SQLException;

/**
 * Why a login did not get in.
 *
 * @param text what happened
 * @param mend what to do about it
 */
record LoginFault(String text, String mend) {

  private static final String NO_PASSWORD_MATCH = "28P01";
  private static final String NOT_ADMITTED = "28000";
  private static final String NO_DATABASE = "3D000";
  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final String CONNECTION_CLASS = "08";

  static LoginFault of(SQLException refused, Login login, DatabaseAddress address) {
    String state = String.valueOf(refused.getSQLState());
    String text = String.valueOf(refused.getMessage());
    if (state.equals(NO_PASSWORD_MATCH) || state.equals(NOT_ADMITTED)) {
      return new LoginFault(
          "%s refuses the login or its password".formatted(address.place()),
          """
          The migrations make the login without a password. As postgres: alter role %s password '…'; with the password of the settings.
          Behind Supabase's pooler the user has the project in it: %s.your-project."""
              .formatted(login.role(), login.role()));
    }
    if (text.contains("Tenant or user not found")) {
      return new LoginFault(
          "the pooler does not know the user",
          "Behind Supabase's pooler the user has the project in it: QUARKUS_DATASOURCE_USERNAME=%s.your-project."
              .formatted(login.role()));
    }
    if (state.equals(NO_DATABASE)) {
      return new LoginFault(
          "there is no such database at " + address.place(),
          "Correct the end of QUARKUS_DATASOURCE_JDBC_URL; on Supabase the database is postgres.");
    }
    if (state.equals(TOO_MANY_CONNECTIONS)) {
      return new LoginFault(
          "the database has no connection left",
          "Start fewer pods, or raise max_connections or the pool size of the pooler; docs/kubernetes.md has the arithmetic.");
    }
    if (state.startsWith(CONNECTION_CLASS)) {
      String reason = Http.reason(refused);
      return new LoginFault(
          "%s cannot be reached: %s".formatted(address.place(), reason),
          """
          Correct host and port in QUARKUS_DATASOURCE_JDBC_URL, or let a firewall pass them.
          Supabase's direct connection has an IPv6 address: where there is none, use the session pooler.""");
    }
    return new LoginFault(
        "failed at %s: %s (SQLSTATE %s)".formatted(address.place(), text, state),
        "Look up the SQLSTATE in PostgreSQL's list of error codes.");
  }
}
