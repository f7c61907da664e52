package roomtone.brain.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import roomtone.limit.BodyLimit;

/** Limits every request body to the server's own maximum; none may come in chunks. */
@ApplicationScoped
class RequestBodyLimit {

  private final long maxBytes;

  RequestBodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBytes) {
    this.maxBytes = maxBytes.asLongValue();
  }

  void register(@Observes Filters filters) {
    new BodyLimit(contentType -> new BodyLimit.Rule(maxBytes, false)).register(filters);
  }
}
