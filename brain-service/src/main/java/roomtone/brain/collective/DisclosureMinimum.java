package roomtone.brain.collective;

/** Below a handful of people, what a room wants is what somebody wants. */
public final class DisclosureMinimum {

  /** With fewer active listeners of known taste nothing that follows from them leaves the brain. */
  public static final int FEWEST = 3;

  private DisclosureMinimum() {}

  /** Whether there are enough to hide in. */
  public static boolean holdsFor(int listeners) {
    return listeners >= FEWEST;
  }
}
