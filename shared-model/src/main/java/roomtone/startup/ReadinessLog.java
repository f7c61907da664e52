package roomtone.startup;

import io.smallrye.health.event.SmallRyeHealthStatusChangeEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.JsonObject;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Logs when the service becomes ready and when it is no longer, as probes find it. So the number of
 * lines does not grow with the number of probes.
 */
@ApplicationScoped
class ReadinessLog {

  private static final Logger LOG = Logger.getLogger(ReadinessLog.class);

  void changed(@Observes @Readiness SmallRyeHealthStatusChangeEvent event) {
    if (event.health().isDown()) {
      LOG.infof("not ready %s", failing(event.health().getPayload()));
    } else {
      LOG.info("ready");
    }
  }

  /** Returns the name and the data of each check that fails. */
  private static String failing(JsonObject health) {
    return health.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
        .filter(check -> check.getString("status").equals("DOWN"))
        .map(
            check ->
                check.getString("name") + check.getOrDefault("data", JsonObject.EMPTY_JSON_OBJECT))
        .collect(Collectors.joining(", "));
  }
}
