package roomtone.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import roomtone.problem.Problem;

/**
 * Refuses request targets and headers that are too long. The server itself accepts several times as
 * much and then closes the connection without an answer.
 */
@ApplicationScoped
class RequestHeadLimit {

  /** Priority: after the security headers, before everything else. */
  private static final int PRIORITY = 1900;

  private final long maxTarget;
  private final long maxHeaders;

  RequestHeadLimit(LimitSettings settings) {
    maxTarget = settings.address().asLongValue();
    maxHeaders = settings.headers().asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext call) {
    if (call.request().uri().length() > maxTarget) {
      Problem.of("address-too-long", maxTarget).sendAndClose(call.response());
    } else if (length(call.request()) > maxHeaders) {
      Problem.of("headers-too-large", maxHeaders).sendAndClose(call.response());
    } else {
      call.next();
    }
  }

  /** Returns the length of the headers as sent: name, colon, blank, value and end of line. */
  private static long length(HttpServerRequest request) {
    long length = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      length += header.getKey().length() + header.getValue().length() + 4L;
    }
    return length;
  }
}
