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
 * Tables as RFC 4180 has them: commas, CRLF, quotes where needed, UTF-8. They are made to be opened
 * in spreadsheets, which take a text that begins with = for a formula and do what it says; such a
 * text gets an apostrophe before it, which is taken off when it comes back.
 */
public final class Csv {

  /** What is sent. */
  public static final String MEDIA_TYPE = "text/csv";

  /** How many rows are in memory at once. */
  public static final int CHUNK = 1000;

  private static final String BEGINNINGS = "[=+\\-@\\t\\r\\uFF1D\\uFF0B\\uFF0D\\uFF20]";
  private static final Pattern DANGEROUS = Pattern.compile("(?s)'*" + BEGINNINGS + ".*");
  private static final Pattern MARKED = Pattern.compile("(?s)'+" + BEGINNINGS + ".*");

  private Csv() {}

  /** A text as it stands in a cell; empty for null. */
  public static String cell(String text) {
    if (text == null) {
      return "";
    }
    return DANGEROUS.matcher(text).matches() ? "'" + text : text;
  }

  /** The text that was put into a cell by {@link #cell}. */
  public static String text(String cell) {
    return MARKED.matcher(cell).matches() ? cell.substring(1) : cell;
  }

  /** Anything that is no text: a number, a time, an id; empty for null. */
  public static String plain(Object value) {
    return value == null ? "" : value.toString();
  }

  /**
   * A file that is written while it is read, a chunk of rows at a time; while the reader is slow
   * nothing is asked of the database and no connection is held.
   *
   * @param first the first rows, asked for before the answer begins so that a failure can be told
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
