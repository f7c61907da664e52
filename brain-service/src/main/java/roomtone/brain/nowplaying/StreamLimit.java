package roomtone.brain.nowplaying;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roomtone.client.ClientAddress;
import roomtone.limit.ConcurrencyLimit;
import roomtone.limit.LimitedStreams;
import roomtone.limit.StreamLease;
import roomtone.problem.Problem;

/**
 * Lets in as many streams as a pod keeps, and of them so many from one address; each has its place
 * as long as its caller stays.
 */
@ApplicationScoped
@Startup
public class StreamLimit {

  /** Filters that do not block come first. */
  private static final int BEFORE_OTHERS = 0;

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final ClientAddress callers;
  private final int mostOfOne;
  private final ConcurrencyLimit places;

  /** How many streams are open to an address; none is left out. */
  private final Map<String, Integer> byAddress = new HashMap<>();

  StreamLimit(ClientAddress callers, LiveSettings settings, MeterRegistry meters) {
    this.callers = callers;
    this.mostOfOne = settings.streamsPerAddress();
    this.places = new ConcurrencyLimit(settings.streams());
    meters.gauge("roomtone.live.streams", places, ConcurrencyLimit::taken);
  }

  /** Answers 429 or 503 instead of the stream. */
  @LimitedStreams
  @ServerRequestFilter(nonBlocking = true, priority = BEFORE_OTHERS)
  void check(RoutingContext call) {
    StreamLease stay = StreamLease.begin(call);
    if (!take(callers.of(call.request()), stay)) {
      throw tooManyOfOne();
    }
    if (!places.take(stay)) {
      throw full();
    }
  }

  private boolean take(String address, StreamLease stay) {
    synchronized (byAddress) {
      int open = byAddress.getOrDefault(address, 0);
      if (open >= mostOfOne) {
        return false;
      }
      byAddress.put(address, open + 1);
    }
    stay.whenOver(() -> giveBack(address));
    return true;
  }

  private void giveBack(String address) {
    synchronized (byAddress) {
      byAddress.computeIfPresent(address, (same, open) -> open == 1 ? null : open - 1);
    }
  }

  private static Problem tooManyOfOne() {
    return Problem.of(
            429,
            "too-many-streams-of-one",
            "Too many streams of one",
            "Your network watches with as many streams as one may. Close some, or read now-playing.")
        .retryAfter(RETRY);
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
