package roomtone.manager.songtable;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import roomtone.problem.Problem;

/**
 * A table of songs as it was sent: separated by commas, semicolons or tabs, with any line ends,
 * with or without a byte order mark. Cells are as they were sent; none has been checked.
 *
 * @param separator the character between cells
 * @param columns the index of each column by its name
 * @param rows the rows that are not empty
 */
record SongTable(char separator, Map<String, Integer> columns, List<Row> rows) {

  /** The most rows of a table, without its heading. */
  static final int MAX_ROWS = 20_000;

  /** Columns of an export that an import accepts and does not read. */
  static final List<String> READ_ONLY =
      List.of(
          "archived",
          "embedding_source",
          "duration",
          "bpm",
          "loudness_lufs",
          "peak_dbfs",
          "content_type",
          "size_bytes",
          "sha256",
          "created_at");

  private static final String ID = "id";

  /** Columns beside those of the embedding that an import changes. */
  private static final List<String> CHANGEABLE = List.of("title", "artist", "type");

  private static final String SEPARATORS = ",;\t";

  /** Added behind the table: it is a row of its own, unless a quote is open at the end. */
  private static final String END = "\u0001";

  /**
   * A row of the table.
   *
   * @param number as a spreadsheet counts: the heading is row 1
   */
  record Row(int number, List<String> cells) {}

  SongTable {
    columns = Map.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Reads a table.
   *
   * @param dimensions the columns of the embedding
   * @param errors receives what is wrong in rows
   * @throws Problem 400 when the content is no table of songs
   */
  static SongTable read(byte[] content, List<String> dimensions, RowErrors errors) {
    String text = text(content);
    char separator = separator(text);
    List<Row> rows = new ArrayList<>();
    Map<String, Integer> columns = null;
    int number = 0;
    try {
      for (CsvRecord next : reader(separator, text.isEmpty() ? text : text + "\n" + END)) {
        String last = next.getFields().getLast();
        if (last.equals(END) && next.getFieldCount() == 1) {
          break;
        }
        number++;
        if (last.endsWith(END)) {
          errors.add(
              number,
              null,
              "A quoted cell begins here and has no closing quote: the table may be incomplete.");
        } else if (columns == null) {
          columns = columns(next.getFields(), dimensions);
        } else if (!next.getFields().stream().allMatch(String::isBlank)) {
          if (rows.size() == MAX_ROWS) {
            throw Problem.of("too-many-rows", MAX_ROWS);
          }
          rows.add(new Row(number, next.getFields()));
        }
      }
    } catch (CsvParseException | NoSuchElementException e) {
      errors.add(
          number + 1,
          null,
          "The table cannot be read from this row on: a quote is in a wrong place.");
    }
    if (columns == null) {
      throw errors.isEmpty() ? wrongColumns("The table is empty.") : errors.problem();
    }
    return new SongTable(separator, columns, rows);
  }

  private static String text(byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Problem.of("not-utf-8");
    }
  }

  /** The separator that the heading has most of. */
  private static char separator(String text) {
    String heading = text.lines().findFirst().orElse("");
    char found = SEPARATORS.charAt(0);
    for (int i = 1; i < SEPARATORS.length(); i++) {
      char candidate = SEPARATORS.charAt(i);
      if (count(heading, candidate) > count(heading, found)) {
        found = candidate;
      }
    }
    return found;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private static Iterable<CsvRecord> reader(char separator, String text) {
    CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(false)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(text);
    Iterator<CsvRecord> records = reader.iterator();
    return () -> records;
  }

  private static Map<String, Integer> columns(List<String> heading, List<String> dimensions) {
    Map<String, Integer> columns = new HashMap<>();
    Set<String> known = new HashSet<>(CHANGEABLE);
    known.add(ID);
    known.addAll(READ_ONLY);
    known.addAll(dimensions);
    for (int i = 0; i < heading.size(); i++) {
      String name = heading.get(i).strip().toLowerCase(Locale.ROOT);
      if (!known.contains(name)) {
        throw wrongColumns(
            "Column %d, '%s', is none of: %s."
                .formatted(
                    i + 1,
                    name.length() > 40 ? name.substring(0, 40) + "…" : name,
                    known.stream().sorted().collect(Collectors.joining(", "))));
      }
      if (columns.put(name, i) != null) {
        throw wrongColumns("The column '%s' is there twice.".formatted(name));
      }
    }
    if (!columns.containsKey(ID)) {
      throw wrongColumns("The column 'id' is missing.");
    }
    List<String> missing =
        dimensions.stream().filter(dimension -> !columns.containsKey(dimension)).toList();
    if (!missing.isEmpty() && missing.size() < dimensions.size()) {
      throw wrongColumns(
          "An embedding needs all of its columns; missing: %s."
              .formatted(String.join(", ", missing)));
    }
    if (missing.size() == dimensions.size()
        && CHANGEABLE.stream().noneMatch(columns::containsKey)) {
      throw wrongColumns("The table has no column to change.");
    }
    return columns;
  }

  private static Problem wrongColumns(String what) {
    return Problem.withDetail(
        "wrong-columns", what + " GET /api/admin/songs.csv returns a table to start with.");
  }

  /** Whether the table has a column. */
  boolean has(String column) {
    return columns.containsKey(column);
  }

  /** The cell of a column; empty where the row ends before it. */
  String cell(Row row, String column) {
    int place = columns.get(column);
    return place < row.cells().size() ? row.cells().get(place) : "";
  }

  /** Whether a row has more cells than the heading names. */
  boolean isTooLong(Row row) {
    return row.cells().stream().skip(columns.size()).anyMatch(cell -> !cell.isBlank());
  }
}
