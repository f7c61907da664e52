package roomtone.client;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import roomtone.problem.Problem;

/**
 * Refuses requests with two headers Host: a proxy may have routed them by the one that the service
 * does not read. The connection is closed, as the server does when the end of a request is
 * ambiguous, because what follows on it may come from somebody else.
 *
 * <p>Two tokens are refused likewise: a proxy may have checked the other one.
 *
 * @see "RFC 9112, 3.2"
 */
@ApplicationScoped
class RepeatedHeaders {

  /** Priority: after the limits of headers, before everything that reads one. */
  private static final int PRIORITY = 1800;

  /** The headers by which a caller is identified: access tokens of users, tokens of devices. */
  private static final List<String> CREDENTIALS = List.of("Authorization", "X-API-Key");

  void register(@Observes Filters filters) {
    filters.register(RepeatedHeaders::check, PRIORITY);
  }

  private static void check(RoutingContext call) {
    MultiMap headers = call.request().headers();
    if (headers.getAll(HttpHeaders.HOST).size() > 1) {
      Problem.of("repeated-header", "Host").sendAndClose(call.response());
      return;
    }
    for (String credential : CREDENTIALS) {
      if (headers.getAll(credential).size() > 1) {
        Problem.of("repeated-header", credential).send(call.response());
        return;
      }
    }
    call.next();
  }
}
