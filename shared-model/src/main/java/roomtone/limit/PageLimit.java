package roomtone.limit;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import roomtone.client.ClientAddress;
import roomtone.problem.Problem;

/**
 * Limits the calls of each client address for files of pages. They are counted apart from other
 * calls, so that a venue's guests who open the page do not use up what its pages call later.
 */
@ApplicationScoped
public class PageLimit {

  private final ClientAddress callers;
  private final RateLimits<String> limits;

  PageLimit(ClientAddress callers, LimitSettings settings, Clock clock) {
    this.callers = callers;
    this.limits =
        new RateLimits<>(
            RateLimit.perMinute(settings.pageFilesBurst(), settings.pageFilesPerMinute()), clock);
  }

  /** Counts a call, and returns the problem to answer instead when there were too many. */
  public Optional<Problem> check(HttpServerRequest request) {
    Duration wait = limits.take(callers.of(request));
    return wait.isZero()
        ? Optional.empty()
        : Optional.of(Problem.of("too-many-calls").retryAfter(wait));
  }
}
