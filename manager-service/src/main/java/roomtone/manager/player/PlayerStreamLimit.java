package roomtone.manager.player;

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

/** Limits how many streams of players a pod keeps open. */
@ApplicationScoped
@Startup
class PlayerStreamLimit {

  /** The filter must not block, and such filters run first. */
  private static final int PRIORITY = 0;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final StreamLimit limit;
  private final StaffSettings settings;

  PlayerStreamLimit(ClientAddress addresses, StaffSettings settings, Meters meters) {
    this.settings = settings;
    this.limit = new StreamLimit(settings.streams(), Integer.MAX_VALUE, addresses);
    meters.gauge("roomtone.staff.streams", limit, StreamLimit::open);
  }

  /** Answers 503 instead of the stream. */
  @LimitedStreams
  @ServerRequestFilter(nonBlocking = true, priority = PRIORITY)
  void check(RoutingContext call) {
    limit.admit(call, this::exceeded, this::exceeded);
  }

  private Problem exceeded() {
    return Problem.of("too-many-streams", settings.streams()).retryAfter(RETRY_AFTER);
  }
}
