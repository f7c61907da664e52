package roomtone.brain.presence;

import java.util.Optional;
import java.util.regex.Pattern;
import roomtone.problem.Problem;

/**
 * A presence code as somebody gave it, not compared with any room's yet.
 *
 * @param digits six digits
 */
public record PresenceCode(String digits) {

  /** Blanks and dashes of any kind, which people type between the digits. */
  private static final Pattern SEPARATORS = Pattern.compile("[\\p{Z}\\p{Pd}\\s]+");

  private static final Pattern DIGITS = Pattern.compile("[0-9]{6}");

  /**
   * Reads a code.
   *
   * @param typed what somebody typed or scanned; null for nothing
   * @return empty when nothing but blanks and dashes was typed
   * @throws Problem 400 invalid-presence-code when anything but six digits is left
   */
  public static Optional<PresenceCode> parse(String typed) {
    String digits = typed == null ? "" : SEPARATORS.matcher(typed).replaceAll("");
    if (digits.isEmpty()) {
      return Optional.empty();
    }
    if (!DIGITS.matcher(digits).matches()) {
      throw Problem.of("invalid-presence-code");
    }
    return Optional.of(new PresenceCode(digits));
  }
}
