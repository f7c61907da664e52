package roomtone.brain.nowplaying;

import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roomtone.client.ClientAddress;
import roomtone.limit.LimitedStreams;
import roomtone.limit.StreamLimit;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/** Limits how many event streams a pod keeps open, in all and for one address. */
@ApplicationScoped
@Startup
public class EventStreamLimit {

  /** The filter must not block, and such filters run first. */
  private static final int PRIORITY = 0;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final StreamLimit limit;

  EventStreamLimit(ClientAddress addresses, EventStreamSettings settings, Meters meters) {
    this.limit = new StreamLimit(settings.streams(), settings.streamsPerAddress(), addresses);
    meters.gauge("roomtone.live.streams", limit, StreamLimit::open);
  }

  /** Answers 429 or 503 instead of the stream. */
  @LimitedStreams
  @ServerRequestFilter(nonBlocking = true, priority = PRIORITY)
  void check(RoutingContext call) {
    limit.admit(
        call,
        () -> Problem.of("too-many-streams-of-one").retryAfter(RETRY_AFTER),
        () -> Problem.of("too-many-streams").retryAfter(RETRY_AFTER));
  }
}
