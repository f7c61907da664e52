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
 * Lets our own pages call. A browser says on which page a call was made even when it is a page of
 * the same server; behind a proxy that ends HTTPS that is an https address of a server that knows
 * itself by http, and would be refused as somebody else's. What counts is the host: it is the
 * page's own as long as the proxy passes Host on.
 *
 * <p>Pages of others that are not named are told so; the server by itself would say nothing.
 */
@ApplicationScoped
class SameOriginFilter {

  /** Before other origins are refused. */
  private static final int FIRST = 1500;

  private static final Pattern ORIGIN = Pattern.compile("https?://([^/]+?)(:443|:80)?");
  private static final Pattern HOST = Pattern.compile("([^/]+?)(:443|:80)?");

  private final Set<String> named;

  SameOriginFilter(
      @ConfigProperty(name = "quarkus.http.cors.origins") Optional<Set<String>> named) {
    this.named =
        named.orElseGet(Set::of).stream()
            .map(String::strip)
            .collect(Collectors.toUnmodifiableSet());
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext call) {
    MultiMap headers = call.request().headers();
    String origin = headers.get(HttpHeaders.ORIGIN);
    if (isOwn(origin, headers.get(HttpHeaders.HOST))) {
      headers.remove(HttpHeaders.ORIGIN);
    } else if (origin != null && !named.contains(origin)) {
      foreign().send(call.response());
      return;
    }
    call.next();
  }

  private static Problem foreign() {
    return Problem.of("foreign-origin");
  }

  static boolean isOwn(String origin, String host) {
    if (origin == null || host == null) {
      return false;
    }
    Matcher page = ORIGIN.matcher(origin);
    Matcher here = HOST.matcher(host);
    return page.matches() && here.matches() && page.group(1).equalsIgnoreCase(here.group(1));
  }
}
