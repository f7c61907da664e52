package roomtone.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Gives every request an id, or keeps the one that a proxy gave it: in the log as {@code
 * request_id}, in the answer as a header, whoever answers.
 */
@ApplicationScoped
public class RequestId {

  /** The header, in and out. */
  static final String HEADER = "X-Request-Id";

  private static final String KEY = "request_id";

  /** Priority: before all filters, so that their answers have it, too. */
  private static final int PRIORITY = 3000;

  /**
   * The ids that are accepted from outside. They go into logs, so that other characters are
   * refused.
   */
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /** Returns the id of the current request; null outside of a request. */
  public static String current() {
    Object id = MDC.get(KEY);
    return id == null ? null : id.toString();
  }

  static String of(ContainerRequestContext request) {
    Object id = request.getProperty(KEY);
    return id == null ? "none" : id.toString();
  }

  void register(@Observes Filters filters) {
    filters.register(RequestId::begin, PRIORITY);
  }

  private static void begin(RoutingContext call) {
    String given = call.request().getHeader(HEADER);
    String id =
        given != null && SAFE.matcher(given).matches() ? given : UUID.randomUUID().toString();
    call.put(KEY, id);
    MDC.put(KEY, id);
    call.addHeadersEndHandler(sent -> call.response().headers().set(HEADER, id));
    call.addEndHandler(ended -> MDC.remove(KEY));
    call.next();
  }

  @ServerRequestFilter(preMatching = true)
  void keep(ContainerRequestContext request, RoutingContext call) {
    request.setProperty(KEY, call.get(KEY));
  }
}
