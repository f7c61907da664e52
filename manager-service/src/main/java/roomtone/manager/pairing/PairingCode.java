package roomtone.manager.pairing;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The code that a device shows: eight of twenty letters, without vowels, so that no words come up,
 * and without letters that look alike.
 *
 * <p>There are 20^8 = 25,600,000,000 codes, and at most {@link Pairings#MAX_OPEN} are open at once:
 * a random code is open with a probability of 1 in 25 million. One member of staff may enter 10
 * wrong codes a minute; a year of guessing, 5.3 million codes, finds an open one with a probability
 * of less than 1 in 4. Little is gained by that: the code only selects a device, and the token goes
 * to that device alone, which has a secret of 256 bits. The device of a stranger gets 20 codes an
 * hour, and one of them must be confirmed by staff.
 */
final class PairingCode {

  static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
  static final int LENGTH = 8;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern FORM = Pattern.compile("[" + LETTERS + "]{" + LENGTH + "}");

  private PairingCode() {}

  static String create() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      code.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return code.toString();
  }

  /** The code with a hyphen in the middle, for display. */
  static String format(String code) {
    return code.substring(0, LENGTH / 2) + "-" + code.substring(LENGTH / 2);
  }

  /** Reads a code that was typed; case, spaces and hyphens do not matter. */
  static Optional<String> parse(String text) {
    String code = text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return FORM.matcher(code).matches() ? Optional.of(code) : Optional.empty();
  }
}
