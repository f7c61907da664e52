package roomtone.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each role may do in the database: {@code access.txt}, of which a test of the migrations
 * tries every line.
 */
final class AccessMatrix {

  /** Rights of one role in one table. */
  record TableRights(Columns reads, Columns inserts, Columns updates, boolean deletes) {}

  /**
   * The columns of a right.
   *
   * @param all whether it covers every column
   * @param names the columns, when it does not cover all
   * @param allRows whether it reaches all rows, so that a policy has to admit it
   */
  record Columns(boolean all, Set<String> names, boolean allRows) {

    static final Columns NONE = new Columns(false, Set.of(), false);

    boolean covers(String column) {
      return all || names.contains(column);
    }
  }

  private static final String EVERYTHING = "everything";
  private static final Columns ALL = new Columns(true, Set.of(), true);
  private static final TableRights NO_RIGHTS =
      new TableRights(Columns.NONE, Columns.NONE, Columns.NONE, false);

  private final Map<String, Map<String, TableRights>> tables = new LinkedHashMap<>();
  private final Map<String, Set<String>> callables = new LinkedHashMap<>();

  private AccessMatrix() {}

  /** The matrix of this checkout. */
  static AccessMatrix ofThisCheckout() {
    try (InputStream in = AccessMatrix.class.getResourceAsStream("access.txt")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Reads a matrix: a line with the name of a table, below it a line for each role; a line for each
   * function and sequence with those who may use it.
   */
  static AccessMatrix parse(String text) {
    AccessMatrix matrix = new AccessMatrix();
    Map<String, TableRights> table = Map.of();
    for (String line : text.lines().toList()) {
      int colon = line.indexOf(": ");
      if (colon < 0) {
        table = matrix.tables.computeIfAbsent(line, name -> new LinkedHashMap<>());
      } else if (line.startsWith("  ")) {
        table.put(line.substring(2, colon), rights(line.substring(colon + 2)));
      } else {
        matrix.callables.put(
            line.substring(0, colon), Set.of(line.substring(colon + 2).split(", ", -1)));
      }
    }
    return matrix;
  }

  /** The tables and views. */
  Set<String> tables() {
    return tables.keySet();
  }

  /** The rights of a role in a table. */
  TableRights of(String role, String table) {
    return tables.getOrDefault(table, Map.of()).getOrDefault(role, NO_RIGHTS);
  }

  /** The functions, each with the types of its arguments, and the sequences. */
  Set<String> callables() {
    return callables.keySet();
  }

  /** Whether a role may call a function or use a sequence. */
  boolean mayCall(String role, String callable) {
    return callables.getOrDefault(callable, Set.of()).contains(role);
  }

  private static TableRights rights(String text) {
    if (text.equals(EVERYTHING)) {
      return new TableRights(ALL, ALL, ALL, true);
    }
    Columns reads = Columns.NONE;
    Columns inserts = Columns.NONE;
    Columns updates = Columns.NONE;
    boolean deletes = false;
    for (String right : text.split("; ", -1)) {
      switch (right.split(" ", 2)[0]) {
        case "reads" -> reads = columns(right);
        case "inserts" -> inserts = columns(right);
        case "updates" -> updates = columns(right);
        case "deletes" -> deletes = true;
        default -> throw new IllegalArgumentException("unknown right: " + right);
      }
    }
    return new TableRights(reads, inserts, updates, deletes);
  }

  private static Columns columns(String right) {
    String[] parts = right.split(" of ", 2);
    boolean allRows = parts[parts.length - 1].equals("all rows");
    List<String> words = List.of(parts[0].split(" ", -1));
    Set<String> names = new LinkedHashSet<>(words.subList(1, words.size()));
    boolean all = names.equals(Set.of(EVERYTHING));
    return new Columns(all, all ? Set.of() : names, allRows);
  }
}
