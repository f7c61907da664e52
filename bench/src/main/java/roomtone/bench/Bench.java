package roomtone.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import roomtone.bench.brain.BrainBench;
import roomtone.bench.figures.Report;
import roomtone.bench.load.StatementCount;
import roomtone.bench.manager.ManagerBench;
import roomtone.bench.startup.StartupBench;
import roomtone.bench.web.WebBench;

/**
 * {@code ./dev bench [brain] [manager] [web] [startup] [--quick] [--only PART] [--json FILE]}:
 * measures the packaged services and their pages, one after the other, as processes with a database
 * of their own.
 */
public final class Bench {

  /** The program ends after this time at the latest. */
  private static final Duration MAX_DURATION = Duration.ofMinutes(30);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private Bench() {}

  /**
   * Exits with 64 for wrong usage, 1 when a measurement fails, 0 otherwise, also for missed aims.
   */
  public static void main(String[] arguments) {
    List<String> services = new ArrayList<>();
    boolean quick = false;
    Path json = null;
    Optional<String> only = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "brain", "manager", "web", "startup" -> services.add(arguments[i]);
        case "--quick" -> quick = true;
        case "--only" -> {
          if (i + 1 == arguments.length) {
            wrongUse("--only needs a part");
          }
          only = Optional.of(arguments[++i]);
        }
        case "--json" -> {
          if (i + 1 == arguments.length) {
            wrongUse("--json needs a file");
          }
          json = Path.of(arguments[++i]);
        }
        default -> wrongUse("there is no '" + arguments[i] + "' to measure");
      }
    }
    if (services.isEmpty()) {
      services = List.of("brain", "manager", "web");
    }
    if (json != null && services.size() > 1) {
      wrongUse("--json takes one file, so name one benchmark");
    }
    Logger.getLogger("").setLevel(Level.WARNING);
    endAfterMaxDuration();
    StatementCount.prepareServer();
    try {
      for (String service : services) {
        Path file =
            json == null
                ? Path.of("bench", service + "-" + STAMP.format(Instant.now()) + ".json")
                : json;
        measure(service, quick, only, System.out).write(file);
      }
    } catch (IOException | RuntimeException e) {
      e.printStackTrace(System.err);
      // What was started would keep the process alive.
      System.exit(1);
    }
    System.exit(0);
  }

  /**
   * Measures brain, manager, web or startup.
   *
   * @param only the part to measure; empty for all
   */
  static Report measure(String service, boolean quick, Optional<String> only, PrintStream out)
      throws IOException {
    Report report = new Report(service, quick, out);
    Predicate<String> parts = part -> only.isEmpty() || only.get().equals(part);
    switch (service) {
      case "brain" -> BrainBench.run(report, quick, parts);
      case "manager" -> ManagerBench.run(report, quick, parts);
      case "web" -> WebBench.run(report, quick, parts);
      default -> StartupBench.run(report, quick);
    }
    report.verdicts();
    return report;
  }

  private static void endAfterMaxDuration() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                Thread.sleep(MAX_DURATION);
              } catch (InterruptedException e) {
                return;
              }
              System.err.println("not done within " + MAX_DURATION + ": given up");
              System.exit(1);
            });
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().command().orElse("").endsWith("java"))
                        .forEach(ProcessHandle::destroy)));
  }

  private static void wrongUse(String complaint) {
    System.err.println(
        complaint
            + "; usage: ./dev bench [brain] [manager] [web] [startup] [--quick] [--only PART] [--json FILE]");
    System.exit(64);
  }
}
