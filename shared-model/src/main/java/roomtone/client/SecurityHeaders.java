package roomtone.client;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Adds the security headers for browsers to every answer, errors included: no guessing of content
 * types, no framing, no caching of API answers, and HSTS once HTTPS is used.
 */
@ApplicationScoped
class SecurityHeaders {

  /** Priority: before every filter that may answer a call. */
  private static final int PRIORITY = 2000;

  private static final String HSTS_ONE_YEAR = "max-age=31536000";

  private final ClientAddress callers;

  SecurityHeaders(ClientAddress callers) {
    this.callers = callers;
  }

  void register(@Observes Filters filters) {
    filters.register(this::add, PRIORITY);
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
            headers.set("Strict-Transport-Security", HSTS_ONE_YEAR);
          }
        });
    call.next();
  }
}
