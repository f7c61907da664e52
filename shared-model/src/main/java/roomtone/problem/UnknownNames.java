package roomtone.problem;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What a caller named and no call knows: passed over in silence, a misspelled filter or field would
 * lose what was meant.
 */
public final class UnknownNames {

  /** More of a name than this tells nobody anything. */
  private static final int LONGEST = 60;

  private UnknownNames() {}

  /** 400, a field of a JSON body. */
  public static Problem field(String name, Collection<String> known) {
    return problem("field", name, known)
        .with("errors", List.of(Map.of("field", shortened(name), "message", "is unknown")));
  }

  /** 400, a parameter of the query. */
  static Problem parameter(String name, Collection<String> known) {
    return problem("parameter", name, known);
  }

  private static Problem problem(String kind, String name, Collection<String> known) {
    List<String> sorted = known.stream().sorted().toList();
    String others =
        sorted.isEmpty() ? "This call takes none." : "Known are " + String.join(", ", sorted) + ".";
    return Problem.of(
            400,
            "unknown-" + kind,
            "Unknown " + kind,
            "There is no %s '%s' here. %s".formatted(kind, shortened(name), others))
        .with("known", sorted);
  }

  private static String shortened(String name) {
    String plain =
        name.codePoints()
            .filter(c -> !Character.isISOControl(c))
            .limit(LONGEST)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return plain.length() < name.length() ? plain + "…" : plain;
  }
}
