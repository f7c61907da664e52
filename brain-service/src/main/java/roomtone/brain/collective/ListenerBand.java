package roomtone.brain.collective;

import java.util.stream.IntStream;

/**
 * The bands in which a number of listeners is disclosed: {@code 5+}, {@code 10+}, {@code 20+} and
 * {@code 50+}. The exact number would show each listener who comes or leaves.
 */
final class ListenerBand {

  private static final int[] LOWER_BOUNDS = {5, 10, 20, 50};

  private ListenerBand() {}

  /**
   * Returns the band of a number of listeners.
   *
   * @param listeners at least the minimum
   * @param minimum the setting disclosure_minimum, 3 to 20, from which the lowest band begins;
   *     bands below it do not appear
   */
  static String of(int listeners, int minimum) {
    int bound =
        IntStream.of(LOWER_BOUNDS).filter(lower -> lower <= listeners).reduce(minimum, Math::max);
    return bound + "+";
  }
}
