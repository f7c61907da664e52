package roomtone.manager.rest;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * CSV tables: commas, CRLF, quotes where needed, UTF-8. Spreadsheets would run a text that begins
 * with = as a formula, some also after characters that cannot be seen; such a text is written with
 * an apostrophe before it, which is removed when it is read back.
 *
 * @see "RFC 4180"
 */
public final class Csv {

  /** The media type of tables. */
  public static final String MEDIA_TYPE = "text/csv";

  /** How many rows are kept in memory at once. */
  public static final int CHUNK = 1000;

  /** Blanks, controls, formatting, marks without a letter, invisible letters; apostrophes. */
  private static final String UNSEEN = "[\\p{Z}\\p{C}\\p{M}\\u115F\\u1160\\u2800\\u3164\\uFFA0']*";

  private static final String FORMULA_START = UNSEEN + "[=+\\-@\\t\\r\\uFF1D\\uFF0B\\uFF0D\\uFF20]";

  private static final Pattern FORMULA = Pattern.compile(FORMULA_START);
  private static final Pattern ESCAPED = Pattern.compile("'" + FORMULA_START);

  private Csv() {}

  /** Writes a text as a cell; empty for null. */
  public static String cell(String text) {
    if (text == null) {
      return "";
    }
    return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
  }

  /** Reads a text that {@link #cell} has written. */
  public static String text(String cell) {
    return ESCAPED.matcher(cell).lookingAt() ? cell.substring(1) : cell;
  }

  /** Writes a value that is no text, such as a number, a time or an id; empty for null. */
  public static String plain(Object value) {
    return value == null ? "" : value.toString();
  }

  /**
   * A response that writes a table by chunks of rows. While the client reads slowly no connection
   * to the database is held.
   *
   * @param first the first rows, read before the response begins, so that a failure has a status
   * @param next the rows after the last of the given ones; fewer than {@value #CHUNK} are the last
   */
  public static <T> Response stream(
      String fileName,
      List<String> columns,
      List<T> first,
      Function<T, List<T>> next,
      Function<T, List<String>> cells) {
    StreamingOutput body =
        out -> {
          CsvWriter writer = writer(out);
          writer.writeRecord(columns);
          List<T> rows = first;
          while (true) {
            for (T row : rows) {
              writer.writeRecord(cells.apply(row));
            }
            writer.flush();
            if (rows.size() < CHUNK) {
              return;
            }
            rows = next.apply(rows.getLast());
          }
        };
    return Response.ok(body)
        .type(MEDIA_TYPE + "; charset=UTF-8; header=present")
        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"")
        .header("Cache-Control", "no-store")
        .build();
  }

  private static CsvWriter writer(OutputStream out) {
    return CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out, StandardCharsets.UTF_8);
  }
}
