package roomtone.manager.play;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Notes when a call arrives: on the event loop, once its headers were read, before its body and
 * before any waiting for a thread or the database.
 */
@ApplicationScoped
class Arrival {

  private static final String KEY = Arrival.class.getName();

  /** Priority: before all other filters. */
  private static final int PRIORITY = 3100;

  void register(@Observes Filters filters) {
    filters.register(Arrival::note, PRIORITY);
  }

  private static void note(RoutingContext call) {
    call.put(KEY, System.nanoTime());
    call.next();
  }

  /** The time since a call arrived, by the monotonic clock. */
  static Duration since(RoutingContext call) {
    long arrived = call.<Long>get(KEY);
    return Duration.ofNanos(System.nanoTime() - arrived);
  }
}
