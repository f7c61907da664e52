package roomtone.doctor;

import java.time.Clock;
import java.util.List;

/** The program behind {@code ./dev doctor}. */
public final class DoctorCommand {

  private static final int SOMETHING_TO_MEND = 1;
  private static final int USAGE = 64;

  private DoctorCommand() {}

  /** Prints the findings. Exits with 0 when nothing is to be mended, else with 1, or with 64. */
  public static void main(String[] arguments) {
    try {
      Arguments line = Arguments.parse(arguments);
      Deployment deployment =
          new Deployment(EnvFile.read(line.files()), line.origin(), line.local());
      List<Finding> findings =
          new Doctor(deployment, Clock.systemUTC())
              .examine(finding -> System.out.println(finding.lines()));
      long faults = findings.stream().filter(finding -> finding.verdict() == Verdict.MEND).count();
      System.out.println(
          faults == 0
              ? "Nothing to mend."
              : faults == 1 ? "One thing to mend." : faults + " things to mend.");
      System.exit(faults == 0 ? 0 : SOMETHING_TO_MEND);
    } catch (UsageError error) {
      System.err.println("✗ " + error.getMessage() + ". See ./dev help doctor");
      System.exit(USAGE);
    }
  }
}
