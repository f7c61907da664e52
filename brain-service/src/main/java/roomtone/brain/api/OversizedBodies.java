package roomtone.brain.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import roomtone.problem.Problem;

/**
 * Refuses bodies that are announced as too long, or not announced at all, with a problem; the
 * server by itself says nothing.
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
    if (length == null && hasBody(call.request())) {
      refuse(
          call,
          411,
          "length-required",
          "Length required",
          "Send the body with its Content-Length, not in chunks.");
    } else if (length != null && !isWithinLimit(length)) {
      refuse(
          call,
          413,
          "too-large",
          "Too large",
          "A body has at most %d bytes here. Send less at once.".formatted(limit));
    } else {
      call.next();
    }
  }

  /** The rest of the body is not read: the connection ends here. */
  private static void refuse(
      RoutingContext call, int status, String slug, String title, String detail) {
    call.response().putHeader(HttpHeaders.CONNECTION, "close");
    Problem.of(status, slug, title, detail).send(call.response());
  }

  private static boolean hasBody(HttpServerRequest request) {
    return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
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
