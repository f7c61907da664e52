package roomtone.brain.nowplaying;

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
public class StreamLimit {

  /** Filters that do not block come first. */
  private static final int BEFORE_OTHERS = 0;

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Places places;

  StreamLimit(LiveSettings settings, MeterRegistry meters) {
    this.places = new Places(settings.streams());
    meters.gauge("roomtone.live.streams", places, Places::taken);
  }

  /** Answers 503 instead of the stream. */
  @LimitedStreams
  @ServerRequestFilter(nonBlocking = true, priority = BEFORE_OTHERS)
  void check(RoutingContext call) {
    if (!places.take(Stay.begin(call))) {
      throw full();
    }
  }

  private static Problem full() {
    return Problem.of(
            503,
            "too-many-streams",
            "Too many streams",
            "Everybody is watching. Ask again in a moment, or read now-playing.")
        .retryAfter(RETRY);
  }
}
