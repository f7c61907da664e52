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
 * Holds the calls that need no sign-in to so many from one address. A venue's Wi-Fi is one address,
 * so it is generous: it is there for floods.
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
    return wait.isZero() ? null : tooMany(wait).toResponse();
  }

  private static Problem tooMany(Duration wait) {
    return Problem.of("too-many-calls").retryAfter(wait);
  }
}
