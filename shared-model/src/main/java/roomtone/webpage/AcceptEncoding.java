package roomtone.webpage;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The content codings that a caller accepts.
 *
 * <p>Only whether a coding is accepted counts, not how much it is preferred: browsers do not say.
 *
 * @see "RFC 9110, 12.5.3"
 */
final class AcceptEncoding {

  private final Map<String, Boolean> codings;

  private AcceptEncoding(Map<String, Boolean> codings) {
    this.codings = codings;
  }

  /**
   * @param header such as {@code gzip, br;q=0.5, *;q=0}; null accepts no compression
   */
  static AcceptEncoding parse(String header) {
    Map<String, Boolean> codings = new HashMap<>();
    if (header != null) {
      for (String element : header.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = element.split(";", 2);
        codings.put(parts[0].strip(), parts.length == 1 || !isZero(parts[1]));
      }
    }
    return new AcceptEncoding(codings);
  }

  boolean accepts(String coding) {
    Boolean named = codings.get(coding);
    return named == null ? codings.getOrDefault("*", false) : named;
  }

  /** Whether a weight such as {@code q=0.000} excludes the coding. */
  private static boolean isZero(String parameter) {
    return parameter.strip().matches("q\\s*=\\s*0(\\.0*)?");
  }
}
