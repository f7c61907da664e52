package roomtone.manager.song;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import roomtone.manager.rest.Fields;

/** What lists of songs are sorted by; what is unknown stands last. */
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
   * As SQL.
   *
   * @param text a name of these, descending with a minus before it
   */
  static String by(String text) {
    boolean falling = text.startsWith("-");
    String name = falling ? text.substring(1) : text;
    for (SongOrder order : values()) {
      if (order.word().equals(name)) {
        return order.sql(falling);
      }
    }
    throw Fields.invalid(
        "sort",
        "is one of "
            + Arrays.stream(values()).map(SongOrder::word).collect(Collectors.joining(", "))
            + ", with - before it to begin at the other end");
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Newest first has an index that breaks ties by the smaller id; so does by title. */
  private String sql(boolean falling) {
    boolean smallerFirst = falling == (this == CREATED);
    return expression
        + (falling ? " desc" : "")
        + (unknownLast ? " nulls last" : "")
        + (smallerFirst ? ", s.id" : ", s.id desc");
  }
}
