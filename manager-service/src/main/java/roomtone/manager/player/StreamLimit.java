package roomtone.manager.player;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roomtone.web.LimitedStreams;
import roomtone.web.Places;
import roomtone.web.Problem;
import roomtone.web.Stay;

/** Lets in as many streams as a pod keeps; each has its place as long as its caller stays. */
@ApplicationScoped
@Startup
class StreamLimit {

  /** Filters that do not block come first. */
  private static final int BEFORE_OTHERS = 0;

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Places places;
  private final StaffSettings settings;

  StreamLimit(StaffSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.places = new Places(settings.streams());
    meters.gauge("roomtone.staff.streams", places, Places::taken);
  }

  /** Answers 503 instead of the stream. */
  @LimitedStreams
  @ServerRequestFilter(nonBlocking = true, priority = BEFORE_OTHERS)
  void check(RoutingContext call) {
    if (!places.take(Stay.begin(call))) {
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
