package roomtone.local.dataapi;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import roomtone.local.gateway.Request;

/**
 * The header Prefer and the media type that is accepted.
 *
 * @param representation whether the rows of an insert are returned
 * @param count whether all rows are counted
 * @param defaults whether columns without a value get their default
 * @param single whether one row is returned as an object, and any other number is an error
 */
record Preferences(boolean representation, boolean count, boolean defaults, boolean single) {

  private static final String OBJECT = "application/vnd.pgrst.object+json";
  private static final Set<String> REFUSED =
      Set.of("resolution=merge-duplicates", "resolution=ignore-duplicates", "tx=rollback");

  static Preferences of(Request request) {
    List<String> prefer =
        request.headers("Prefer").stream()
            .flatMap(header -> Arrays.stream(header.split(",", -1)))
            .map(String::strip)
            .toList();
    if (prefer.stream().anyMatch(REFUSED::contains)) {
      throw ApiFailure.unreadable("roomtone-local does not emulate Prefer: " + prefer);
    }
    return new Preferences(
        prefer.contains("return=representation"),
        prefer.contains("count=exact"),
        prefer.contains("missing=default"),
        request.header("Accept").orElse("").startsWith(OBJECT));
  }
}
