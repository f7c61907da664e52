package roomtone.acceptance.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.observability.Dashboard.Panel;

/** A real Prometheus that asks both services answers every query of the dashboard. */
@Tag("long")
class DashboardQueriesTest {

  private static final int BEFORE_THE_LOOP = 3;

  @TempDir static Path folder;

  private static ObservedSystem observed;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() {
    observed = new ObservedSystem();
    prometheus = Prometheus.scraping(observed.system, folder);
    prometheus.awaitScrapes(BEFORE_THE_LOOP);
    observed.runLoop();
    int until = prometheus.values("count_over_time(up[1h])").getFirst().intValue();
    prometheus.awaitScrapes(until + 3);
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (observed != null) {
      observed.close();
    }
  }

  @Test
  void each_query_of_the_dashboard_returns_numbers() {
    List<String> without = new ArrayList<>();
    for (Panel panel : Dashboard.read().panels()) {
      for (String query : panel.queries()) {
        List<Double> values = prometheus.values(query.replace("$__rate_interval", "1m"));
        if (values.stream().noneMatch(Double::isFinite)) {
          without.add(panel.title() + ": " + query + " = " + values);
        }
      }
    }
    assertEquals(List.of(), without);
  }

  @Test
  void prometheus_evaluates_all_alerts_and_none_fires() {
    List<String> health =
        prometheus.rules().getList("data.groups.rules.flatten().health", String.class);
    assertEquals(AlertRules.all().size(), health.size());
    assertEquals(Set.of("ok"), new TreeSet<>(health));
    assertEquals(
        Set.of("inactive"),
        new TreeSet<>(
            prometheus.rules().getList("data.groups.rules.flatten().state", String.class)));
  }
}
