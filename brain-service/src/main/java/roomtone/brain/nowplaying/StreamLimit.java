package roomtone.brain.nowplaying;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roomtone.web.Places;
import roomtone.web.Problem;
import roomtone.web.Stay;

/** Lets in as many streams as a pod keeps; each has its place as long as its caller stays. */
@ApplicationScoped
@Startup
public class StreamLimit {

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Places places;

  StreamLimit(LiveSettings settings, MeterRegistry meters) {
    this.places = new Places(settings.streams());
    meters.gauge("roomtone.live.streams", places, Places::taken);
  }

  /** Answers 503 instead of the stream. */
  @LimitedStreams
  @ServerRequestFilter(nonBlocking = true, priority = Priorities.AUTHORIZATION)
  Response check(RoutingContext call) {
    return places.take(Stay.begin(call)) ? null : full().toResponse();
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
