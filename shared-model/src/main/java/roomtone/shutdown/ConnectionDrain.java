package roomtone.shutdown;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Ends connections from the signal to stop on: every answer has {@code Connection: close}, and is
 * the last one of its connection. Otherwise a proxy could send a call on an open connection in the
 * moment in which the server closes it. Readiness is down from the same signal; the service goes on
 * answering for {@code QUARKUS_SHUTDOWN_DELAY}.
 */
@ApplicationScoped
class ConnectionDrain {

  /** Priority: before every filter that may answer a call. */
  private static final int PRIORITY = 2001;

  private volatile boolean draining;

  void begin(@Observes ShutdownDelayInitiatedEvent event) {
    draining = true;
  }

  void register(@Observes Filters filters) {
    filters.register(this::close, PRIORITY);
  }

  private void close(RoutingContext call) {
    if (draining) {
      call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    call.next();
  }
}
