package roomtone.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * Places that callers take and release, limited in all and for one address. A place is taken in one
 * step, so that no more are taken however many callers come at once.
 */
final class Places {

  /** What became of an attempt to take a place. */
  enum Outcome {
    TAKEN,
    /** The address has all places that one address may have. */
    ADDRESS_FULL,
    /** All places are taken. */
    ALL_FULL
  }

  private final int max;
  private final int maxPerAddress;

  /** Taken places by address; addresses without one are left out. */
  private final Map<String, Integer> takenByAddress = new HashMap<>();

  private int taken;

  /**
   * @param max how many places there are
   * @param maxPerAddress how many of them one address may have
   */
  Places(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /** Takes a place. */
  Outcome take(String address) {
    return take(address, maxPerAddress);
  }

  /** Takes a place of an address that may have all of them. */
  Outcome takeExempt(String address) {
    return take(address, Integer.MAX_VALUE);
  }

  private synchronized Outcome take(String address, int mostOfAddress) {
    int ofAddress = takenByAddress.getOrDefault(address, 0);
    if (ofAddress >= mostOfAddress) {
      return Outcome.ADDRESS_FULL;
    }
    if (taken >= max) {
      return Outcome.ALL_FULL;
    }
    takenByAddress.put(address, ofAddress + 1);
    taken++;
    return Outcome.TAKEN;
  }

  /** Releases a place that the address has taken. */
  synchronized void release(String address) {
    taken--;
    takenByAddress.computeIfPresent(address, (same, places) -> places == 1 ? null : places - 1);
  }

  /** Returns how many places are taken. */
  synchronized int taken() {
    return taken;
  }
}
