package roomtone.manager.songtable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import roomtone.problem.Problem;

/** What does not fit in a table: all of it is counted, the first {@value #SHOWN} are told. */
final class RowErrors {

  static final int SHOWN = 100;

  private final List<Map<String, Object>> shown = new ArrayList<>();
  private int count;

  /**
   * @param row as a spreadsheet counts
   * @param column null: the row as a whole
   */
  void add(int row, String column, String message) {
    count++;
    if (shown.size() < SHOWN) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("row", row);
      error.put("column", column);
      error.put("message", message);
      shown.add(error);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The answer to whoever sent the table. */
  Problem problem() {
    shown.sort(Comparator.comparingInt(RowErrors::row));
    return Problem.of(
            400,
            "invalid-rows",
            "Invalid rows",
            "%s, nothing was imported; the first is in row %d. Mend what is wrong and send the table again."
                .formatted(count == 1 ? "1 error" : count + " errors", row(shown.getFirst())))
        .with("error_count", count)
        .with("errors", shown);
  }

  private static int row(Map<String, Object> error) {
    return (int) error.get("row");
  }
}
