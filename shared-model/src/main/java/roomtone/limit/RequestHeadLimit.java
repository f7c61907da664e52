package roomtone.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import roomtone.problem.Problem;

/**
 * Refuses addresses and headers that are too long. The server itself takes several times as much
 * before it hangs up without a word.
 */
@ApplicationScoped
class RequestHeadLimit {

  /** After the headers for browsers are set, before everything else. */
  private static final int FIRST = 1900;

  private final long longestAddress;
  private final long longestHeaders;

  RequestHeadLimit(LimitSettings settings) {
    longestAddress = settings.address().asLongValue();
    longestHeaders = settings.headers().asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext call) {
    if (call.request().uri().length() > longestAddress) {
      BodyLimit.refuse(call, Problem.of("address-too-long", longestAddress));
    } else if (length(call.request()) > longestHeaders) {
      BodyLimit.refuse(call, Problem.of("headers-too-large", longestHeaders));
    } else {
      call.next();
    }
  }

  /** As they are written: a name, a colon, a blank, a value and the end of the line. */
  private static long length(HttpServerRequest request) {
    long length = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      length += header.getKey().length() + header.getValue().length() + 4L;
    }
    return length;
  }
}
