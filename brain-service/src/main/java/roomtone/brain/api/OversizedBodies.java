package roomtone.brain.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies that are announced as too long with a problem; the server by itself says nothing.
 */
@ApplicationScoped
class OversizedBodies {

  /** Before the server's own look at the length. */
  private static final int FIRST = 1000;

  private final long limit;

  OversizedBodies(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
    this.limit = limit.asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext call) {
    String length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || isWithinLimit(length)) {
      call.next();
      return;
    }
    call.response()
        .setStatusCode(413)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CONNECTION, "close")
        .end(
            """
            {"type":"urn:roomtone:problem:too-large","title":"Too large","status":413,\
            "detail":"A body has at most %d bytes here. Send less at once."}"""
                .formatted(limit));
  }

  private boolean isWithinLimit(String length) {
    try {
      return Long.parseLong(length) <= limit;
    } catch (NumberFormatException malformed) {
      // the server answers that itself
      return true;
    }
  }
}
