package roomtone.manager.player;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roomtone.limit.ConcurrencyLimit;
import roomtone.limit.LimitedStreams;
import roomtone.limit.StreamLease;
import roomtone.problem.Problem;

/** Lets in as many streams as a pod keeps; each has its place as long as its caller stays. */
@ApplicationScoped
@Startup
class StreamLimit {

  /** Filters that do not block come first. */
  private static final int BEFORE_OTHERS = 0;

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final ConcurrencyLimit places;
  private final StaffSettings settings;

  StreamLimit(StaffSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.places = new ConcurrencyLimit(settings.streams());
    meters.gauge("roomtone.staff.streams", places, ConcurrencyLimit::taken);
  }

  /** Answers 503 instead of the stream. */
  @LimitedStreams
  @ServerRequestFilter(nonBlocking = true, priority = BEFORE_OTHERS)
  void check(RoutingContext call) {
    if (!places.take(StreamLease.begin(call))) {
      throw full();
    }
  }

  private Problem full() {
    return Problem.of(
            503,
            "too-many-streams",
            "Too many streams",
            "This pod has %d streams of players open. Close some, or ask again in a moment."
                .formatted(settings.streams()))
        .retryAfter(RETRY);
  }
}
