package roomtone.limit;

import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import roomtone.client.ClientAddress;
import roomtone.problem.Problem;

/**
 * Limits how many streams a pod keeps open, in all and for one address. A place is taken in one
 * step, so that no more streams open however many calls come at once; it is free again when the
 * stream's {@link StreamLease} ends.
 */
public final class StreamLimit {

  private final int max;
  private final int maxPerAddress;
  private final ClientAddress addresses;

  /** Open streams by address; addresses without one are left out. */
  private final Map<String, Integer> openByAddress = new HashMap<>();

  private int open;

  /**
   * @param max how many streams may be open at once
   * @param maxPerAddress how many of them one address may have
   */
  public StreamLimit(int max, int maxPerAddress, ClientAddress addresses) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
    this.addresses = addresses;
  }

  /**
   * Begins the lease of a stream and takes its place. Call it from a filter that does not block, as
   * {@link StreamLease#begin} needs the event loop.
   *
   * @param perAddressExceeded what is thrown when the address has all streams that it may have
   * @param exceeded what is thrown when the pod has
   */
  public void admit(
      RoutingContext call, Supplier<Problem> perAddressExceeded, Supplier<Problem> exceeded) {
    String address = addresses.of(call.request());
    StreamLease lease = StreamLease.begin(call);
    synchronized (this) {
      int ofAddress = openByAddress.getOrDefault(address, 0);
      if (ofAddress >= maxPerAddress) {
        throw perAddressExceeded.get();
      }
      if (open >= max) {
        throw exceeded.get();
      }
      openByAddress.put(address, ofAddress + 1);
      open++;
    }
    lease.whenOver(() -> release(address));
  }

  /** Returns how many streams are open. */
  public synchronized int open() {
    return open;
  }

  private synchronized void release(String address) {
    open--;
    openByAddress.computeIfPresent(address, (same, streams) -> streams == 1 ? null : streams - 1);
  }
}
