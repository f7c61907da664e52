package roomtone.acceptance.observability;

import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import roomtone.local.testing.Checkout;

/** The dashboard for Grafana in deploy/observability/grafana. */
record Dashboard(List<Panel> panels) {

  /**
   * A panel.
   *
   * @param queries in PromQL, with variables of Grafana
   */
  record Panel(int id, String title, List<String> queries) {}

  /** Reads the file. */
  static Dashboard read() {
    List<Map<String, Object>> all =
        JsonPath.from(
                Checkout.folder().resolve("deploy/observability/grafana/roomtone.json").toFile())
            .getList("panels");
    List<Panel> panels = new ArrayList<>();
    for (Map<String, Object> panel : all) {
      if (!panel.get("type").equals("row")) {
        List<String> queries = new ArrayList<>();
        for (Object target : (List<?>) panel.get("targets")) {
          queries.add(((Map<?, ?>) target).get("expr").toString());
        }
        panels.add(new Panel((Integer) panel.get("id"), panel.get("title").toString(), queries));
      }
    }
    return new Dashboard(panels);
  }
}
