package roomtone.acceptance.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import roomtone.local.testing.Checkout;

/**
 * A meter as docs/metrics.md states it.
 *
 * @param section the heading that it stands under, such as {@code Brain}
 * @param name with dots
 * @param type counter, timer or gauge
 */
record DocumentedMeter(String section, String name, String type, String unit) {

  static final String SHARED = "Both services";
  static final String LIBRARIES = "Meters of libraries";

  private static final Pattern HEADING_OR_ROW =
      Pattern.compile("(?m)^## (.+)$|^\\| `([a-z.]+)` \\| ([a-z]+) \\| ([^|]+) \\|");

  /** Reads all meters of the document. */
  static List<DocumentedMeter> all() {
    List<DocumentedMeter> meters = new ArrayList<>();
    String section = "";
    for (MatchResult match : HEADING_OR_ROW.matcher(document()).results().toList()) {
      if (match.group(1) != null) {
        section = match.group(1);
      } else {
        meters.add(new DocumentedMeter(section, match.group(2), match.group(3), match.group(4)));
      }
    }
    return meters;
  }

  /** Reads the document. */
  static String document() {
    try {
      return Files.readString(Checkout.folder().resolve("docs/metrics.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the names of its series, as the head of the document explains them. */
  List<String> series() {
    String base = name.replace('.', '_');
    return switch (type) {
      case "counter" -> List.of(base + "_total");
      case "timer" ->
          List.of(base + "_seconds_count", base + "_seconds_sum", base + "_seconds_max");
      default -> List.of(unit.equals("seconds") || unit.equals("bytes") ? base + "_" + unit : base);
    };
  }
}
