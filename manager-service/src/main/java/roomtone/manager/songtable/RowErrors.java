package roomtone.manager.songtable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import roomtone.problem.Problem;

/** The errors in the rows of a table: all are counted, the first {@value #MAX_SHOWN} are kept. */
final class RowErrors {

  private static final int MAX_SHOWN = 100;

  private final List<Map<String, Object>> shown = new ArrayList<>();
  private int count;

  /**
   * Adds an error.
   *
   * @param row as a spreadsheet counts: the heading is row 1
   * @param column null: the row as a whole
   */
  void add(int row, String column, String message) {
    count++;
    if (shown.size() < MAX_SHOWN) {
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

  /** The problem that refuses the table, its errors in the order of the rows. */
  Problem problem() {
    shown.sort(Comparator.comparingInt(RowErrors::row));
    return Problem.of(
            "invalid-rows", count == 1 ? "1 error" : count + " errors", row(shown.getFirst()))
        .with("error_count", count)
        .with("errors", shown);
  }

  private static int row(Map<String, Object> error) {
    return (int) error.get("row");
  }
}
