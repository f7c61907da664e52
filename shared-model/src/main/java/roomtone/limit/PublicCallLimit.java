package roomtone.limit;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roomtone.client.ClientAddress;
import roomtone.problem.Problem;

/**
 * Limits the calls without sign-in of each client address. All guests of a venue's Wi-Fi share one
 * address, so that the limit is high and stops floods only.
 */
@ApplicationScoped
public class PublicCallLimit {

  private final ClientAddress callers;
  private final RateLimits<String> limits;

  PublicCallLimit(ClientAddress callers, LimitSettings settings, Clock clock) {
    this.callers = callers;
    this.limits =
        new RateLimits<>(
            RateLimit.perMinute(settings.publicBurst(), settings.publicPerMinute()), clock);
  }

  /** Answers 429 instead of the call. */
  @LimitedPerAddress
  @ServerRequestFilter
  Response check(HttpServerRequest request) {
    Duration wait = limits.take(callers.of(request));
    return wait.isZero() ? null : Problem.of("too-many-calls").retryAfter(wait).toResponse();
  }
}
