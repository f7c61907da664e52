package roomtone.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Gives every request an id, or keeps the one that a proxy gave it: in the log as {@code
 * request_id}, in the answer as a header.
 */
public class RequestId {

  /** The header, in and out. */
  static final String HEADER = "X-Request-Id";

  private static final String KEY = "request_id";

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

  @ServerRequestFilter(preMatching = true)
  void begin(ContainerRequestContext request) {
    String given = request.getHeaderString(HEADER);
    String id =
        given != null && SAFE.matcher(given).matches() ? given : UUID.randomUUID().toString();
    request.setProperty(KEY, id);
    MDC.put(KEY, id);
  }

  @ServerResponseFilter
  void end(ContainerRequestContext request, ContainerResponseContext response) {
    Object id = request.getProperty(KEY);
    if (id != null) {
      response.getHeaders().putSingle(HEADER, id);
    }
    MDC.remove(KEY);
  }
}
