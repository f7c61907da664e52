package roomtone.bench.simulate;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import roomtone.bench.figures.Report;

/**
 * {@code ./dev simulate}: lets simulated devices and listeners use a deployment, and says whether
 * it served them within limits.
 */
public final class Simulate {

  private static final int SUCCESS = 0;
  private static final int FAILED = 1;
  private static final int WRONG_USE = 64;
  private static final int CANNOT_WRITE = 73;

  /** Files that a Java machine has open beside connections. */
  private static final int OTHER_FILES = 200;

  private Simulate() {}

  /**
   * Exits with 0 when all limits are kept, 1 when not or when the run fails, 64 for wrong usage, 73
   * when the figures cannot be written.
   */
  public static void main(String[] arguments) {
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    System.exit(run(List.of(arguments), System.getenv(), System.out, System.err, isTerminal));
  }

  /** Runs the command line; returns the exit code. */
  static int run(
      List<String> line,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      boolean isTerminal) {
    try {
      Arguments arguments = Arguments.parse(line);
      Target target = Target.of(arguments);
      StaffAccount account = StaffAccount.of(arguments, target, environment);
      if (arguments.remove()) {
        return Simulation.removeLeft(target, account, out) == 0 ? SUCCESS : FAILED;
      }
      requireOpenFiles(arguments);
      requireConsent(arguments, target, out);
      return simulate(
          new Simulation(arguments, target, account, out, isTerminal), arguments, out, err);
    } catch (UsageError e) {
      err.println(e.getMessage() + ". See ./dev help simulate");
      return WRONG_USE;
    } catch (SimulationFailure e) {
      err.println(e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  private static int simulate(
      Simulation simulation, Arguments arguments, PrintStream out, PrintStream err)
      throws SimulationFailure, InterruptedException {
    // Ctrl-C, too, removes what was added.
    Runtime.getRuntime().addShutdownHook(new Thread(simulation::close));
    Report report;
    try {
      report = simulation.run();
    } finally {
      simulation.close();
    }
    report.verdicts();
    List<String> missed = report.missed();
    out.println(
        missed.isEmpty()
            ? "All limits were kept."
            : "Not kept: %s.".formatted(String.join(", ", missed)));
    if (arguments.json().isPresent()) {
      try {
        report.write(arguments.json().get());
      } catch (IOException e) {
        err.println("cannot write " + arguments.json().get() + ": " + e.getMessage());
        return CANNOT_WRITE;
      }
    }
    return missed.isEmpty() && !simulation.hasLeftSomething() ? SUCCESS : FAILED;
  }

  private static void requireOpenFiles(Arguments arguments) {
    long needed = arguments.devices() + 2L * arguments.listeners() + OTHER_FILES;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < needed) {
      throw new UsageError(
          "%,d devices and %,d listeners need %,d open files, and %,d are allowed here: call ulimit -n %d first, or simulate fewer"
              .formatted(
                  arguments.devices(),
                  arguments.listeners(),
                  needed,
                  system.getMaxFileDescriptorCount(),
                  needed));
    }
  }

  /** Other machines are used only by those who know what will be added there. */
  private static void requireConsent(Arguments arguments, Target target, PrintStream out) {
    if (target.isLocal()) {
      return;
    }
    out.println("This run uses %s and %s:".formatted(target.brain(), target.manager()));
    out.println(
        "  it adds %,d players with slugs that begin with %s, and archives them at the end; their plays and the lines of the audit log stay"
            .formatted(arguments.devices(), Players.SLUG));
    out.println(
        "  it polls %,.0f times a second for about %d s"
            .formatted(
                arguments.devices() / 5.0,
                Fleet.startOf(arguments.devices()).plus(arguments.duration()).toSeconds()));
    if (arguments.listeners() > 0) {
      out.println(
          arguments.accounts().isPresent()
              ? "  %,d accounts of --accounts check in and vote; their votes stay"
                  .formatted(arguments.listeners())
              : "  %,d anonymous users sign up, check in and vote; their data is erased at the end, the users stay in Auth with %s in their metadata. Supabase allows 30 such sign-ups an hour from one address: raise that in Authentication, Rate Limits, or name accounts with --accounts FILE"
                  .formatted(arguments.listeners(), Accounts.MARK));
    }
    if (!arguments.yes()) {
      throw new UsageError("to do this, add --yes");
    }
  }
}
