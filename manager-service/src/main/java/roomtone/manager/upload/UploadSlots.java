package roomtone.manager.upload;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import roomtone.problem.Problem;

/** Limits how many recordings a server takes in at once. */
@ApplicationScoped
class UploadSlots {

  private static final String KEY = UploadSlots.class.getName();
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Semaphore free;
  private final int atOnce;
  private final DiskSpace disk;
  private final CurrentVertxRequest current;

  UploadSlots(UploadSettings settings, DiskSpace disk, CurrentVertxRequest current) {
    this.atOnce = settings.atOnce();
    this.free = new Semaphore(atOnce);
    this.disk = disk;
    this.current = current;
  }

  /** One of the slots; it is free again when all who hold it have closed it. */
  final class Slot implements AutoCloseable {
    private final AtomicInteger holders = new AtomicInteger(1);
    private final DiskSpace.Reservation room;

    private Slot(DiskSpace.Reservation room) {
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
   * Takes a slot.
   *
   * @param bytes how much will be written to disk
   * @throws Problem 503 when none is free, 507 when the disk has no room
   */
  Slot take(long bytes) {
    if (!free.tryAcquire()) {
      throw Problem.of("uploads-busy", atOnce).retryAfter(RETRY);
    }
    try {
      return new Slot(disk.reserve(bytes));
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
  }

  /** Takes a slot for a request whose body is yet to come; the request holds it until it ends. */
  void take(RoutingContext call, long bytes) {
    Slot slot = take(bytes);
    call.put(KEY, slot);
    call.addEndHandler(ended -> slot.close());
  }

  /**
   * The slot of the current request, held until it is closed even when the sender has hung up: what
   * was received is finished.
   */
  Slot ofRequest() {
    Slot slot = current.getCurrent().get(KEY);
    return slot.hold();
  }
}
