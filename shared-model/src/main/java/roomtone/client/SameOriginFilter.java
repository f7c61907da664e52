package roomtone.client;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import roomtone.problem.Problem;

/**
 * Treats calls of the service's own pages as calls of the same origin. A browser sends Origin with
 * calls to the page's own server, too. Behind a proxy that terminates HTTPS the origin is an https
 * address while the server sees http, so that the CORS check would refuse its own pages. The filter
 * compares hosts alone, which is right as long as the proxy passes Host on.
 *
 * <p>A page of another origin that is not configured gets a problem that says so; the server's own
 * answer would have no content.
 */
@ApplicationScoped
class SameOriginFilter {

  /** Priority: before the CORS check. */
  private static final int PRIORITY = 1500;

  private static final Pattern ORIGIN = Pattern.compile("https?://([^/]+?)(:443|:80)?");
  private static final Pattern HOST = Pattern.compile("([^/]+?)(:443|:80)?");

  private final Set<String> configured;

  SameOriginFilter(
      @ConfigProperty(name = "quarkus.http.cors.origins") Optional<Set<String>> configured) {
    this.configured =
        configured.orElseGet(Set::of).stream()
            .map(String::strip)
            .collect(Collectors.toUnmodifiableSet());
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext call) {
    MultiMap headers = call.request().headers();
    String origin = headers.get(HttpHeaders.ORIGIN);
    if (isSameOrigin(origin, headers.get(HttpHeaders.HOST))) {
      headers.remove(HttpHeaders.ORIGIN);
    } else if (origin != null && !configured.contains(origin)) {
      Problem.of("foreign-origin").send(call.response());
      return;
    }
    call.next();
  }

  static boolean isSameOrigin(String origin, String host) {
    if (origin == null || host == null) {
      return false;
    }
    Matcher page = ORIGIN.matcher(origin);
    Matcher here = HOST.matcher(host);
    return page.matches() && here.matches() && page.group(1).equalsIgnoreCase(here.group(1));
  }
}
