package roomtone.doctor;

import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Runs all checks of a deployment, the later ones also when earlier ones found faults. */
public final class Doctor {

  private final Deployment deployment;
  private final Connections connections;
  private final Clock clock;

  /**
   * Prepares the checks.
   *
   * @param clock of this machine, with which the other clocks are compared
   */
  public Doctor(Deployment deployment, Clock clock) {
    this(deployment, DatabaseAddress.connections(deployment), clock);
  }

  /** As {@link #Doctor(Deployment, Clock)}, with connections that were opened in another way. */
  public Doctor(Deployment deployment, Connections connections, Clock clock) {
    this.deployment = deployment;
    this.connections = connections;
    this.clock = clock;
  }

  /**
   * Checks the deployment, which takes seconds, or half a minute where servers do not answer.
   *
   * @param reader gets each finding at once
   * @return all findings
   */
  public List<Finding> examine(Consumer<Finding> reader) {
    Findings findings = new Findings(reader);
    Clocks clocks = new Clocks(clock);
    attempt("settings", findings, () -> new SettingsCheck(deployment).run(findings));
    attempt(
        "database",
        findings,
        () -> new DatabaseCheck(deployment, connections, clocks).run(findings));
    attempt("keys", findings, () -> new AuthCheck(deployment, new Http(clocks)).run(findings));
    attempt("bucket", findings, () -> new BucketCheck(deployment, new Http(clocks)).run(findings));
    clocks.report(findings);
    return findings.all();
  }

  /** Runs a check; a value that a library refuses becomes a finding and does not end the others. */
  private static void attempt(String subject, Findings findings, Runnable check) {
    try {
      check.run();
    } catch (RuntimeException failure) {
      findings.mend(
          subject,
          "the check was broken off by a %s".formatted(failure.getClass().getSimpleName()),
          "Look at the settings that it uses for characters or addresses that cannot be right.");
    }
  }
}
