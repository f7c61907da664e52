package roomtone.acceptance.observability;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.observability.Dashboard.Panel;

/** The dashboard shows documented meters, and all of Roomtone's own. */
class DashboardTest {

  private final Dashboard dashboard = Dashboard.read();

  @Test
  void each_query_reads_documented_meters() {
    for (Panel panel : dashboard.panels()) {
      assertFalse(panel.queries().isEmpty(), panel.title());
      for (String query : panel.queries()) {
        Set<String> series = AlertRules.series(query);
        assertFalse(series.isEmpty(), query);
        assertEquals(Set.of(), AlertRulesTest.undocumented(series), panel.title());
      }
    }
  }

  @Test
  void each_meter_of_roomtone_is_shown() {
    Set<String> shown =
        dashboard.panels().stream()
            .flatMap(panel -> panel.queries().stream())
            .flatMap(query -> AlertRules.series(query).stream())
            .collect(toCollection(TreeSet::new));
    Set<String> hidden =
        DocumentedMeter.all().stream()
            .filter(meter -> meter.name().startsWith("roomtone."))
            .filter(meter -> meter.series().stream().noneMatch(shown::contains))
            .map(DocumentedMeter::name)
            .collect(toCollection(TreeSet::new));
    assertEquals(Set.of(), hidden);
  }

  @Test
  void no_two_panels_have_the_same_id_or_title() {
    assertEquals(
        dashboard.panels().size(), dashboard.panels().stream().map(Panel::id).distinct().count());
    assertEquals(
        dashboard.panels().size(),
        dashboard.panels().stream().map(Panel::title).distinct().count());
  }
}
