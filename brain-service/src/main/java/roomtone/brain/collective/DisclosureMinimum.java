package roomtone.brain.collective;

/**
 * How many people a statement must be about before it is disclosed: what a room with fewer wants
 * shows what one of them wants.
 */
public final class DisclosureMinimum {

  /**
   * The minimum of active listeners of known taste. With fewer, nothing that follows from tastes
   * leaves the brain.
   */
  public static final int LISTENERS = 3;

  private DisclosureMinimum() {}

  /** Returns whether a number of people is enough. */
  public static boolean isMetBy(int people) {
    return people >= LISTENERS;
  }
}
