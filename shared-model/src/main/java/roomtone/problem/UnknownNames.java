package roomtone.problem;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Refuses fields and parameters that a call does not know. To ignore a misspelled name would lose
 * what the caller meant.
 */
public final class UnknownNames {

  /** Characters of an unknown name that the answer repeats. */
  private static final int MAX_SHOWN = 60;

  private UnknownNames() {}

  /** Returns the problem of an unknown field of a JSON body, 400. */
  public static Problem field(String name, Collection<String> known) {
    return problem("unknown-field", name, known)
        .with("errors", List.of(Map.of("field", shortened(name), "message", "is unknown")));
  }

  /** Returns the problem of an unknown query parameter, 400. */
  static Problem parameter(String name, Collection<String> known) {
    return problem("unknown-parameter", name, known);
  }

  private static Problem problem(String slug, String name, Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    String others =
        sorted.isEmpty() ? "This call takes none." : "Known are " + String.join(", ", sorted) + ".";
    return Problem.of(slug, shortened(name), others).with("known", sorted);
  }

  private static String shortened(String name) {
    String plain =
        name.codePoints()
            .filter(c -> !Character.isISOControl(c))
            .limit(MAX_SHOWN)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return plain.length() < name.length() ? plain + "…" : plain;
  }
}
