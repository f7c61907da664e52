package roomtone.problem;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import roomtone.meter.Meters;

/**
 * Counts the problems that are answered, by kind. The registry of problems lists the kinds, so that
 * there are as many counters as kinds; each exists from the start.
 */
@ApplicationScoped
@Startup
class ProblemMeters {

  private static final String NAME = "roomtone.problems";

  /** Stands for statuses that no kind describes, of which a library decides. */
  private static final String OTHER = "other";

  ProblemMeters(Meters meters) {
    ProblemRegistry.ofService()
        .kinds()
        .forEach(kind -> meters.registerCounter(NAME, kind.slug(), String.valueOf(kind.status())));
  }

  /** Counts an answer. Problems are answered outside of beans, too, so this is static. */
  static void count(ProblemKind kind) {
    String slug = ProblemRegistry.ofService().kinds().contains(kind) ? kind.slug() : OTHER;
    Metrics.counter(NAME, "problem", slug, "status", String.valueOf(kind.status())).increment();
  }
}
