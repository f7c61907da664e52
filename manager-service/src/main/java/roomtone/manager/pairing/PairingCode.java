package roomtone.manager.pairing;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a device shows: eight letters of twenty, without vowels so that no word comes of it, and
 * none that looks like another.
 *
 * <p>Could one be guessed? There are 20^8 = 25,600,000,000. At most {@link Pairings#MAX_OPEN} are
 * open at once, so a code that staff mistype, or somebody invents, is some device's with a chance
 * of 1 in 25 million; and staff may be wrong 10 times a minute: after a year of trying without
 * pause, 5.3 million times, still less than 1 in 4. What is won by it is little: the code only says
 * which device staff mean, and only that device, by a secret of 256 bits, is told the token. A
 * stranger's device must show its code to staff, and gets 20 codes an hour from its address.
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

  /** With a hyphen in the middle, as people read it. */
  static String shown(String code) {
    return code.substring(0, LENGTH / 2) + "-" + code.substring(LENGTH / 2);
  }

  /** As somebody typed it: case, spaces and hyphens do not matter. */
  static Optional<String> typed(String text) {
    String code = text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    return FORM.matcher(code).matches() ? Optional.of(code) : Optional.empty();
  }
}
