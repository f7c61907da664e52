package roomtone.manager.song;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import roomtone.manager.rest.Fields;

/** Orders of lists of songs; unknown values stand last. */
enum SongOrder {
  TITLE("\"left\"(s.search_text, 100)", false),
  ARTIST("roomtone.folded(s.artist)", true),
  TYPE("s.type", false),
  CREATED("s.created_at", false),
  UPDATED("s.updated_at", false),
  DURATION("s.duration", true),
  LOUDNESS("s.loudness_lufs", true),
  BPM("s.bpm", true),
  SIZE("s.size_bytes", true),
  CONFIDENCE("s.embedding_confidence", true);

  private final String expression;
  private final boolean unknownLast;

  SongOrder(String expression, boolean mayBeUnknown) {
    this.expression = expression;
    this.unknownLast = mayBeUnknown;
  }

  /**
   * The order in SQL.
   *
   * @param text the name of an order in lower case; a minus before it reverses the order
   * @throws roomtone.problem.Problem 400 when there is no such order
   */
  static String by(String text) {
    boolean descending = text.startsWith("-");
    String name = descending ? text.substring(1) : text;
    for (SongOrder order : values()) {
      if (order.word().equals(name)) {
        return order.sql(descending);
      }
    }
    throw Fields.invalid(
        "sort",
        "must be one of "
            + Arrays.stream(values()).map(SongOrder::word).collect(Collectors.joining(", "))
            + ", with - before it for the reverse order");
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Ties are broken by id as the indexes for the newest songs and for titles do it. */
  private String sql(boolean descending) {
    boolean smallerFirst = descending == (this == CREATED);
    return expression
        + (descending ? " desc" : "")
        + (unknownLast ? " nulls last" : "")
        + (smallerFirst ? ", s.id" : ", s.id desc");
  }
}
