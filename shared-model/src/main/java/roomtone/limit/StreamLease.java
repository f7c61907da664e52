package roomtone.limit;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The stay of a caller whose answer lasts: over, once, when the answer has been sent to its end,
 * when the caller has gone, be it before the first byte, or when whoever answers says so.
 *
 * <p>The last is needed, too: of a line that breaks while something is written the server tells
 * only who wrote.
 */
public final class StreamLease {

  private static final String KEY = StreamLease.class.getName();

  private final List<Runnable> then = new ArrayList<>();
  private boolean over;

  private StreamLease() {}

  /**
   * Begins one. Only on the event loop of the call, as in a filter that does not block: elsewhere
   * the caller may go between the look and the promise to be told, and nobody would tell.
   */
  public static StreamLease begin(RoutingContext call) {
    StreamLease stay = new StreamLease();
    call.put(KEY, stay);
    if (call.response().closed()) {
      stay.end();
    } else {
      call.addEndHandler(ended -> stay.end());
    }
    return stay;
  }

  /** The one that a filter has begun for a call. */
  public static StreamLease of(RoutingContext call) {
    return call.get(KEY);
  }

  /** One that belongs to no call. */
  public static StreamLease ofNobody() {
    return new StreamLease();
  }

  /** Does something once it is over; at once when it is. */
  public void whenOver(Runnable something) {
    synchronized (this) {
      if (!over) {
        then.add(something);
        return;
      }
    }
    something.run();
  }

  public synchronized boolean isOver() {
    return over;
  }

  /** Ends it, if it is not over. */
  public void end() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    then.forEach(Runnable::run);
  }
}
