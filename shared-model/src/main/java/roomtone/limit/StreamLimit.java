package roomtone.limit;

import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import roomtone.client.ClientAddress;
import roomtone.problem.Problem;

/**
 * Limits how many streams a pod keeps open, in all and for one address. A stream's place is free
 * again when its {@link StreamLease} ends.
 */
public final class StreamLimit {

  private final Places places;
  private final ClientAddress addresses;

  /**
   * @param max how many streams may be open at once
   * @param maxPerAddress how many of them one address may have
   */
  public StreamLimit(int max, int maxPerAddress, ClientAddress addresses) {
    this.places = new Places(max, maxPerAddress);
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
    switch (places.take(address)) {
      case ADDRESS_FULL -> throw perAddressExceeded.get();
      case ALL_FULL -> throw exceeded.get();
      case TAKEN -> lease.whenOver(() -> places.release(address));
    }
  }

  /** Returns how many streams are open. */
  public int open() {
    return places.taken();
  }
}
