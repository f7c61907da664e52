package roomtone.problem;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of problem, as the registry defines it: {@code status|title|detail|members}.
 *
 * @param slug the name of the kind, the last part of the type; it never changes
 * @param status HTTP status, 400 to 599
 * @param title the kind in words, the same each time
 * @param template the detail; what differs from case to case stands as <code>%{example}</code>
 * @param members examples of members beside the standard ones; empty when there are none
 */
public record ProblemKind(
    String slug, int status, String title, String template, Map<String, Object> members) {

  private static final String TYPE_PREFIX = "urn:roomtone:problem:";

  private static final Pattern PLACEHOLDER = Pattern.compile("%\\{([^}]*)}");

  /** Reads one entry of the registry. */
  static ProblemKind parse(String slug, String entry) {
    String[] parts = entry.split("\\|", 4);
    return new ProblemKind(
        slug,
        Integer.parseInt(parts[0]),
        parts[1],
        parts[2],
        parts.length < 4 ? Map.of() : new JsonObject(parts[3]).getMap());
  }

  /** The kind as a URN, the {@code type} of the problem. */
  public String type() {
    return TYPE_PREFIX + slug;
  }

  /** The detail of an example, for the description of the API. */
  public String example() {
    return PLACEHOLDER.matcher(template).replaceAll(found -> quoted(found.group(1)));
  }

  /**
   * The detail of one case.
   *
   * @param values one for each placeholder, in their order
   * @throws IllegalArgumentException when their number differs from that of the placeholders
   */
  String detail(Object... values) {
    long places = PLACEHOLDER.matcher(template).results().count();
    if (places != values.length) {
      throw new IllegalArgumentException(
          "problem '%s' takes %d values, not %d".formatted(slug, places, values.length));
    }
    int[] next = {0};
    return PLACEHOLDER
        .matcher(template)
        .replaceAll((MatchResult found) -> quoted(String.valueOf(values[next[0]++])));
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }
}
