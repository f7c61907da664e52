package roomtone.manager.song;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Conditions that songs must meet, all of them; null, or no words, is no condition.
 *
 * @param words texts that all stand in title or artist
 * @param minDuration seconds, inclusive
 * @param maxDuration seconds, inclusive
 * @param library a player whose library has the song
 */
public record SongFilter(
    List<String> words,
    String type,
    Shown shown,
    Boolean embedded,
    Boolean suggested,
    Double minDuration,
    Double maxDuration,
    UUID library) {

  /** Whether archived songs are shown. */
  public enum Shown {
    IN_USE,
    ARCHIVED,
    ALL
  }

  /** Copies the words. */
  public SongFilter {
    words = List.copyOf(words);
  }

  /** Whether every song that is not archived meets the conditions. */
  public boolean meansAll() {
    return words.isEmpty()
        && type == null
        && shown == Shown.IN_USE
        && embedded == null
        && suggested == null
        && minDuration == null
        && maxDuration == null
        && library == null;
  }

  /**
   * The condition in SQL, on {@code public.songs s}. It contains only the conditions that were
   * given, so that the database plans for them.
   *
   * @param values receives the values of its parameters
   */
  public String where(Map<String, Object> values) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    for (int i = 0; i < words.size(); i++) {
      conditions.add(
          "s.search_text like '%' || roomtone.folded(:word" + i + ") || '%' escape '\\'");
      values.put("word" + i, words.get(i).replaceAll("([\\\\%_])", "\\\\$1"));
    }
    add(conditions, values, "type", "s.type = :type", type);
    add(conditions, values, "min", "s.duration >= cast(:min as float8)", minDuration);
    add(conditions, values, "max", "s.duration <= cast(:max as float8)", maxDuration);
    add(
        conditions,
        values,
        "library",
        "s.id in (select l.song_id from public.player_library l where l.player_id = :library)",
        library);
    switch (shown) {
      case IN_USE -> conditions.add("s.archived_at is null");
      case ARCHIVED -> conditions.add("s.archived_at is not null");
      case ALL -> {}
    }
    if (embedded != null) {
      conditions.add(embedded ? "s.embedding is not null" : "s.embedding is null");
    }
    if (suggested != null) {
      conditions.add(
          suggested ? "s.suggested_embedding is not null" : "s.suggested_embedding is null");
    }
    return String.join(" and ", conditions);
  }

  private static void add(
      List<String> conditions,
      Map<String, Object> values,
      String name,
      String condition,
      Object value) {
    if (value != null) {
      conditions.add(condition);
      values.put(name, value);
    }
  }
}
