package roomtone.limit;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The lease of one open stream. It ends once: when the answer has been sent to its end, when the
 * client has closed the connection, even before the first byte, or when the writer of the stream
 * ends it.
 *
 * <p>The writer has to end it, too, because a connection that breaks during a write is reported to
 * the writer alone.
 */
public final class StreamLease {

  private static final String KEY = StreamLease.class.getName();

  private final List<Runnable> then = new ArrayList<>();
  private boolean over;

  private StreamLease() {}

  /**
   * Begins the lease of a call. It must run on the event loop of the call, as a filter that does
   * not block does: on another thread the client could disconnect between the check and the
   * registration of the end handler, and the lease would never end.
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

  /** Returns the lease that a filter has begun for a call. */
  public static StreamLease of(RoutingContext call) {
    return call.get(KEY);
  }

  /** Returns a lease that belongs to no call. */
  public static StreamLease ofNobody() {
    return new StreamLease();
  }

  /** Runs an action when the lease ends; at once when it has ended. */
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

  /** Ends the lease, unless it has ended. */
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
