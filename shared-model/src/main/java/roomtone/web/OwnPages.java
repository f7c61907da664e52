package roomtone.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets our own pages call. A browser says on which page a call was made even when it is a page of
 * the same server; behind a proxy that ends HTTPS that is an https address of a server that knows
 * itself by http, and would be refused as somebody else's. What counts is the host: it is the
 * page's own as long as the proxy passes Host on.
 */
@ApplicationScoped
class OwnPages {

  /** Before other origins are refused. */
  private static final int FIRST = 1500;

  private static final Pattern ORIGIN = Pattern.compile("https?://([^/]+?)(:443|:80)?");
  private static final Pattern HOST = Pattern.compile("([^/]+?)(:443|:80)?");

  void register(@Observes Filters filters) {
    filters.register(OwnPages::check, FIRST);
  }

  private static void check(RoutingContext call) {
    MultiMap headers = call.request().headers();
    if (isOwn(headers.get(HttpHeaders.ORIGIN), headers.get(HttpHeaders.HOST))) {
      headers.remove(HttpHeaders.ORIGIN);
    }
    call.next();
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
