package roomtone.manager.rest;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import roomtone.limit.BodyLimit;
import roomtone.limit.BodyLimit.Rule;

/**
 * Limits every request body. Forms, which are written to the disk, may be as large as a recording
 * and may come in chunks; other bodies are kept in memory, and their length must be known before.
 */
@ApplicationScoped
class RequestBodyLimit {

  /** 500 reports of plays are about 150 kB, a library of 20,000 songs 800 kB. */
  private static final Rule JSON = new Rule(2 * 1024 * 1024, false);

  /** 20,000 songs with their embeddings are about 3 MB. */
  private static final Rule TABLE = new Rule(5 * 1024 * 1024, false);

  /** Runs after the server has set its own limit for the call. */
  private static final int PRIORITY = 1;

  private final Rule form;

  RequestBodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxFormBytes) {
    this.form = new Rule(maxFormBytes.asLongValue(), true);
  }

  void register(@Observes Filters filters) {
    new BodyLimit(this::rule).register(filters);
    filters.register(this::doubleServerLimit, PRIORITY);
  }

  private Rule rule(String contentType) {
    if (contentType.startsWith("multipart/form-data")) {
      return form;
    }
    return contentType.startsWith("text/csv") ? TABLE : JSON;
  }

  /**
   * Lets the reader of forms refuse a form in chunks that is too large: it answers with a problem,
   * the server closes the connection.
   */
  private void doubleServerLimit(RoutingContext call) {
    if (call.request().getHeader(HttpHeaders.CONTENT_LENGTH) == null
        && call.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY) != null) {
      call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, 2 * form.maxBytes());
    }
    call.next();
  }
}
