package roomtone.meter;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A meter, as the registry defines it.
 *
 * @param name lower case with dots, such as {@code roomtone.votes}
 * @param type how it is measured
 * @param unit what its value is a number of, such as {@code votes} or {@code seconds}
 * @param tags the names of its tags with their values, in the order in which code gives them; no
 *     values where another document lists them
 * @param description what it measures
 * @param normal its normal range
 * @param alert when to alert
 */
public record MeterKind(
    String name,
    Type type,
    String unit,
    Map<String, List<String>> tags,
    String description,
    String normal,
    String alert) {

  /** How a meter is measured. */
  public enum Type {
    /** A number of events since the start of the process. */
    COUNTER,
    /** A number of events and the seconds that they took. */
    TIMER,
    /** A value at the time of the question. */
    GAUGE
  }

  /** The beginning of the names of all meters that Roomtone registers itself. */
  private static final String OWN = "roomtone.";

  static final String SECONDS = "seconds";

  /** Reads one entry of the registry. */
  static MeterKind parse(String name, JsonObject entry) {
    Map<String, List<String>> tags = new LinkedHashMap<>();
    for (Map.Entry<String, Object> tag : entry.getJsonObject("tags", new JsonObject())) {
      tags.put(tag.getKey(), ((JsonArray) tag.getValue()).stream().map(Object::toString).toList());
    }
    return new MeterKind(
        name,
        Type.valueOf(entry.getString("type").toUpperCase(Locale.ROOT)),
        entry.getString("unit"),
        tags,
        entry.getString("description"),
        entry.getString("normal"),
        entry.getString("alert"));
  }

  /** Returns whether Roomtone registers this meter; a library registers the others. */
  public boolean isOwn() {
    return name.startsWith(OWN);
  }

  /** Returns whether the registry lists all values of all tags. */
  boolean hasFixedTags() {
    return tags.values().stream().noneMatch(List::isEmpty);
  }

  /** Returns all combinations of values of the tags, each in the order of the tags. */
  List<List<String>> combinations() {
    List<List<String>> combinations = List.of(List.of());
    for (List<String> values : tags.values()) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> begun : combinations) {
        values.forEach(
            value -> longer.add(Stream.concat(begun.stream(), Stream.of(value)).toList()));
      }
      combinations = longer;
    }
    return combinations;
  }

  /** Returns the names of the series that Prometheus reads. */
  public List<String> series() {
    String base = name.replace('.', '_');
    return switch (type) {
      case COUNTER -> List.of(base + "_total");
      case TIMER -> List.of(base + "_seconds_count", base + "_seconds_sum", base + "_seconds_max");
      case GAUGE ->
          List.of(unit.equals(SECONDS) || unit.equals("bytes") ? base + "_" + unit : base);
    };
  }
}
