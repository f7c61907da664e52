package roomtone.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import roomtone.startup.SchemaReadiness;

/** Whether the logins get in, and what they find: pooler, schema, grants, clock. */
final class DatabaseCheck {

  /** Settings of both roles, by deploy/supabase/schemas/roles.sql. */
  private static final Map<String, String> ROLE_SETTINGS =
      Map.of("lock_timeout", "4s", "idle_in_transaction_session_timeout", "10s");

  private final Deployment deployment;
  private final Connections connections;
  private final Clocks clocks;

  DatabaseCheck(Deployment deployment, Connections connections, Clocks clocks) {
    this.deployment = deployment;
    this.connections = connections;
    this.clocks = clocks;
  }

  void run(Findings findings) {
    Optional<DatabaseAddress> address =
        deployment.value(Deployment.JDBC_URL).flatMap(DatabaseAddress::of);
    if (address.isEmpty()) {
      findings.unchecked("database", Deployment.JDBC_URL + " is missing or no JDBC URL");
      return;
    }
    if (deployment.logins().isEmpty()) {
      findings.unchecked("database", "there is no login with a password in the settings");
      return;
    }
    boolean isChecked = false;
    for (Login login : deployment.logins()) {
      try (Connection connection = connections.open(login)) {
        welcome(login, connection, address.get(), findings);
        if (!isChecked) {
          isChecked = true;
          checkContent(login, connection, address.get(), findings);
        }
      } catch (SQLException refused) {
        LoginFault fault = LoginFault.of(refused, login, address.get());
        findings.mend("login " + login.role(), fault.text(), fault.mend());
      }
    }
    if (!isChecked) {
      findings.unchecked("database", "no login got in");
    }
  }

  private void welcome(
      Login login, Connection connection, DatabaseAddress address, Findings findings)
      throws SQLException {
    String subject = "login " + login.role();
    if (!login.isService()) {
      findings.mend(
          subject,
          "this is the login of neither service",
          "The services work with the rights of brain_service and manager_service, and with no more. Set QUARKUS_DATASOURCE_USERNAME to one of them.");
      return;
    }
    findings.good(subject, "gets in at " + address.place());
    for (Map.Entry<String, String> setting : ROLE_SETTINGS.entrySet()) {
      String found =
          Rows.of(connection, "select current_setting('%s')".formatted(setting.getKey()))
              .getFirst()
              .getFirst();
      if (!found.equals(setting.getValue())) {
        findings.mend(
            subject,
            "%s is %s, not %s".formatted(setting.getKey(), found, setting.getValue()),
            "As postgres: alter role %s set %s = '%s';"
                .formatted(login.role(), setting.getKey(), setting.getValue()));
      }
    }
  }

  private void checkContent(
      Login login, Connection connection, DatabaseAddress address, Findings findings) {
    attempt(
        "pooler",
        findings,
        () -> {
          try (Connection second = connections.open(login)) {
            PoolerCheck.run(connection, second, address, findings);
          }
        });
    AtomicLong version = new AtomicLong();
    attempt(
        "schema version",
        findings,
        () -> version.set(new SchemaCheck(connection, deployment).run(findings)));
    if (version.get() < SchemaReadiness.NEEDED) {
      findings.unchecked("grants", "the database lacks migrations");
      attempt("clock", findings, () -> readClock(connection, "clock_timestamp()"));
      return;
    }
    if (version.get() > SchemaReadiness.NEEDED) {
      findings.unchecked("grants", "the database is newer than this checkout");
    } else {
      attempt("grants", findings, () -> new GrantsCheck(connection).run(findings));
    }
    attempt("clock", findings, () -> readClock(connection, "roomtone.now()"));
  }

  private interface Step {
    void run() throws SQLException;
  }

  /** Runs a step; an error of the database becomes a finding and does not end the other checks. */
  private static void attempt(String subject, Findings findings, Step step) {
    try {
      step.run();
    } catch (SQLException failure) {
      findings.mend(
          subject,
          "the database answered: %s (SQLSTATE %s)"
              .formatted(failure.getMessage(), failure.getSQLState()),
          "Mend what the other findings name, and check again.");
    }
  }

  private void readClock(Connection connection, String now) throws SQLException {
    Instant sent = clocks.now();
    String told =
        Rows.of(connection, "select extract(epoch from " + now + ")").getFirst().getFirst();
    Instant received = clocks.now();
    clocks.heard(
        "the database",
        Instant.ofEpochMilli((long) (Double.parseDouble(told) * 1000)),
        sent,
        received,
        Duration.ZERO);
  }
}
