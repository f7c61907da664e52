package roomtone.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * When a room is open, in local time: for each day of the week pairs of times from and until. A
 * pair that ends at or before its beginning runs into the next day; "24:00" is the end of the day.
 * Days that are not named are closed.
 */
public final class OpeningHours {

  /** Open at all times. */
  public static final OpeningHours ALWAYS = new OpeningHours(null);

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final int MAX_TIMES_A_DAY = 10;
  private static final int DAY_MINUTES = 24 * 60;
  private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d|24:00");

  /** Minutes since midnight; {@code to} may lie beyond the day's end. */
  private record Span(int from, int to) {

    boolean contains(int minute) {
      return minute >= from && minute < to;
    }
  }

  /** Null: always open. */
  private final Map<DayOfWeek, List<Span>> week;

  private OpeningHours(Map<DayOfWeek, List<Span>> week) {
    this.week = week;
  }

  /**
   * Reads opening hours.
   *
   * @param json such as {@code {"mon": [["08:00", "20:00"]]}}; null for always open
   * @throws IllegalArgumentException whose message, a sentence without its full stop, tells the
   *     caller what does not fit
   */
  public static OpeningHours parse(JsonNode json) {
    if (json == null || json.isNull()) {
      return ALWAYS;
    }
    if (!json.isObject()) {
      throw new IllegalArgumentException(
          "it is an object with the days mon to sun, or null for always open");
    }
    Map<DayOfWeek, List<Span>> week = new EnumMap<>(DayOfWeek.class);
    for (Map.Entry<String, JsonNode> day : json.properties()) {
      int index = DAYS.indexOf(day.getKey());
      if (index < 0) {
        throw new IllegalArgumentException(
            "'" + day.getKey() + "' is not a day; days are mon, tue, wed, thu, fri, sat, sun");
      }
      week.put(DayOfWeek.of(index + 1), spans(day.getKey(), day.getValue()));
    }
    return new OpeningHours(week);
  }

  /** Reads a column; null is always open. Empty when it holds no opening hours. */
  public static Optional<OpeningHours> read(String column, ObjectMapper mapper) {
    try {
      return Optional.of(column == null ? ALWAYS : parse(mapper.readTree(column)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The time zone of a player; UTC when the column holds no zone. */
  public static ZoneId zone(String column) {
    try {
      return ZoneId.of(column);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private static List<Span> spans(String day, JsonNode times) {
    if (!times.isArray() || times.size() > MAX_TIMES_A_DAY) {
      throw new IllegalArgumentException(
          day + " needs a list of at most " + MAX_TIMES_A_DAY + " pairs of times");
    }
    List<Span> spans = new ArrayList<>();
    for (JsonNode pair : times) {
      if (!pair.isArray() || pair.size() != 2) {
        throw new IllegalArgumentException(
            day + " needs pairs of times such as [\"08:00\", \"20:00\"]");
      }
      int from = minutes(day, pair.get(0));
      int to = minutes(day, pair.get(1));
      spans.add(new Span(from, to <= from ? to + DAY_MINUTES : to));
    }
    return List.copyOf(spans);
  }

  private static int minutes(String day, JsonNode time) {
    if (!time.isTextual() || !TIME.matcher(time.textValue()).matches()) {
      throw new IllegalArgumentException(
          day + " has a time that is not HH:MM between 00:00 and 24:00");
    }
    String text = time.textValue();
    return Integer.parseInt(text, 0, 2, 10) * 60 + Integer.parseInt(text, 3, 5, 10);
  }

  /** Whether the room is open at an instant, in its own time zone. */
  public boolean isOpen(Instant at, ZoneId zone) {
    if (week == null) {
      return true;
    }
    ZonedDateTime local = at.atZone(zone);
    int minute = local.toLocalTime().get(ChronoField.MINUTE_OF_DAY);
    return contains(local.getDayOfWeek(), minute)
        || contains(local.getDayOfWeek().minus(1), minute + DAY_MINUTES);
  }

  /**
   * Returns when a room that is closed opens.
   *
   * @param at a time at which it is closed
   * @return the first instant from then on at which it is open; empty when it never opens
   */
  public Optional<Instant> opensAt(Instant at, ZoneId zone) {
    if (week == null) {
      return Optional.empty();
    }
    ZoneRules rules = zone.getRules();
    LocalDate today = at.atZone(zone).toLocalDate();
    Stream<Instant> beginnings =
        Stream.iterate(today.minusDays(1), day -> day.plusDays(1))
            .limit(DAYS.size() + 2L)
            .flatMap(day -> beginnings(day).flatMap(local -> instants(local, rules)));
    // A room also opens as the clocks are put back into its hours.
    Stream<Instant> changeOfClocks =
        Stream.ofNullable(rules.nextTransition(at)).map(ZoneOffsetTransition::getInstant);
    return Stream.concat(beginnings, changeOfClocks)
        .filter(instant -> !instant.isBefore(at) && isOpen(instant, zone))
        .min(Instant::compareTo);
  }

  private Stream<LocalDateTime> beginnings(LocalDate day) {
    return week.getOrDefault(day.getDayOfWeek(), List.of()).stream()
        .map(span -> day.atStartOfDay().plusMinutes(span.from()));
  }

  /**
   * Returns the instants at which clocks show a local time: two when they are put back over it. A
   * time that they skip is taken for the one at which they go on.
   */
  private static Stream<Instant> instants(LocalDateTime local, ZoneRules rules) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? Stream.of(rules.getTransition(local).getInstant())
        : offsets.stream().map(local::toInstant);
  }

  private boolean contains(DayOfWeek day, int minute) {
    return week.getOrDefault(day, List.of()).stream().anyMatch(span -> span.contains(minute));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpeningHours hours && Objects.equals(week, hours.week);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(week);
  }
}
