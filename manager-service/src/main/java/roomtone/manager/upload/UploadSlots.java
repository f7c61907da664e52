package roomtone.manager.upload;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import roomtone.problem.Problem;

/** How many recordings a server takes in at once. */
@ApplicationScoped
class UploadSlots {

  private static final String KEY = UploadSlots.class.getName();
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Semaphore free;
  private final int atOnce;
  private final Disk disk;
  private final CurrentVertxRequest current;

  UploadSlots(UploadSettings settings, Disk disk, CurrentVertxRequest current) {
    this.atOnce = settings.atOnce();
    this.free = new Semaphore(atOnce);
    this.disk = disk;
    this.current = current;
  }

  /** A place; given back when all who hold it have let go. */
  final class Slot implements AutoCloseable {
    private final AtomicInteger holders = new AtomicInteger(1);
    private final Disk.Reservation room;

    private Slot(Disk.Reservation room) {
      this.room = room;
    }

    private Slot hold() {
      holders.incrementAndGet();
      return this;
    }

    @Override
    public void close() {
      if (holders.decrementAndGet() == 0) {
        room.close();
        free.release();
      }
    }
  }

  /**
   * Takes a place.
   *
   * @param bytes how much will be written to disk
   * @throws Problem 503 when there is none, 507 when the disk has no room
   */
  Slot take(long bytes) {
    if (!free.tryAcquire()) {
      throw Problem.of(
              503,
              "uploads-busy",
              "Uploads busy",
              "%d recordings are being taken in at the moment. Send this one again a little later."
                  .formatted(atOnce))
          .retryAfter(RETRY);
    }
    try {
      return new Slot(disk.reserve(bytes));
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
  }

  /** Takes a place for a request whose body is yet to come; it ends with the request. */
  void take(RoutingContext call, long bytes) {
    Slot slot = take(bytes);
    call.put(KEY, slot);
    call.addEndHandler(ended -> slot.close());
  }

  /**
   * The place of the request at hand, held until it is closed, even if the sender has gone: what
   * was received is finished.
   */
  Slot ofRequest() {
    Slot slot = current.getCurrent().get(KEY);
    return slot.hold();
  }
}
