package roomtone.brain.api;

import java.util.UUID;
import java.util.function.Supplier;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** Parses parameters of a path or a query; what does not fit is refused with a problem. */
public final class Parameters {

  /** The most items that one answer holds. */
  static final int MAX_SIZE = 100;

  private Parameters() {}

  /**
   * Parses an id.
   *
   * @param name the parameter's, for the caller to read
   * @throws Problem 400 malformed-id
   */
  public static UUID id(String name, String text) {
    return Uuids.parse(text).orElseThrow(() -> Problem.of("malformed-id", name));
  }

  /**
   * Parses the parameter {@code limit}, 1 to {@value #MAX_SIZE}.
   *
   * @param defaultLimit the value of a parameter that is null
   * @throws Problem 400 invalid-limit
   */
  public static int limit(String text, int defaultLimit) {
    return number(text, defaultLimit, MAX_SIZE, () -> Problem.of("invalid-limit", MAX_SIZE));
  }

  static int number(String text, int whenNull, int max, Supplier<Problem> invalid) {
    if (text == null) {
      return whenNull;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // refused below, like a number out of range
    }
    throw invalid.get();
  }
}
