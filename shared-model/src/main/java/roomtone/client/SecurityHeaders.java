package roomtone.client;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What every answer says to browsers, errors included: answers are nobody's to guess about, to
 * frame, or to keep; and once by HTTPS, always by HTTPS.
 */
@ApplicationScoped
class SecurityHeaders {

  /** Before whatever answers by itself. */
  private static final int FIRST = 2000;

  private static final String A_YEAR = "max-age=31536000";

  private final ClientAddress callers;

  SecurityHeaders(ClientAddress callers) {
    this.callers = callers;
  }

  void register(@Observes Filters filters) {
    filters.register(this::add, FIRST);
  }

  private void add(RoutingContext call) {
    boolean api = call.request().path() != null && call.request().path().startsWith("/api/");
    boolean https = callers.isHttps(call.request());
    call.addHeadersEndHandler(
        sent -> {
          MultiMap headers = call.response().headers();
          headers.set("X-Content-Type-Options", "nosniff");
          headers.set("X-Frame-Options", "DENY");
          headers.set("Referrer-Policy", "no-referrer");
          if (!headers.contains("Content-Security-Policy")) {
            headers.set(
                "Content-Security-Policy",
                api ? "default-src 'none'; frame-ancestors 'none'" : "frame-ancestors 'none'");
          }
          if (api && !headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
          }
          if (https) {
            headers.set("Strict-Transport-Security", A_YEAR);
          }
        });
    call.next();
  }
}
