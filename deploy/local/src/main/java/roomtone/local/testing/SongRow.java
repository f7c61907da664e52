package roomtone.local.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A row of {@code public.songs} that a test inserts past the manager. Each method returns a copy
 * with one more value; what is not set is null or has the default of the table. The file does not
 * exist.
 *
 * <pre>{@code
 * UUID rain = SongRow.titled("Rain").artist("Nature").embedding(1, 0, 0, 0, 0).insert(sql);
 * }</pre>
 */
public final class SongRow {

  private final UUID id;
  private final Map<String, Object> values;

  private SongRow(UUID id, Map<String, Object> values) {
    this.id = id;
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * A soundscape with the next id, see {@link Fixtures#nextId()}, and a file URL that no other song
   * has.
   */
  public static SongRow titled(String title) {
    return new SongRow(null, Map.of()).with("title", title).id(Fixtures.nextId());
  }

  private SongRow with(String column, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(column, value);
    return new SongRow(id, more);
  }

  /** Sets the id, and the file URL accordingly. */
  public SongRow id(UUID id) {
    return new SongRow(id, values).fileUrl("https://files.example.org/" + id);
  }

  /** Sets the artist, or null. */
  public SongRow artist(String artist) {
    return with("artist", artist);
  }

  /** Sets where the file lies, as the column describes it. */
  public SongRow fileUrl(String url) {
    return with("file_url", url);
  }

  /** Sets the file's SHA-256 in lower-case hex, or null. */
  public SongRow sha256(String hash) {
    return with("sha256", hash);
  }

  /** Sets the duration in whole seconds. */
  public SongRow duration(Duration duration) {
    return with("duration", (int) duration.toSeconds());
  }

  /** Makes it an instrumental, which is played once, of a duration in whole seconds. */
  public SongRow instrumental(Duration duration) {
    return with("type", "instrumental").duration(duration);
  }

  /** Sets the embedding: five numbers, not all zero, or none, which is null. */
  public SongRow embedding(double... numbers) {
    return embedding(numbers.length == 0 ? null : (Object) numbers);
  }

  /**
   * Sets the embedding.
   *
   * @param vector an object whose text is a vector, such as {@code [1,0,0,0,0]}, or null
   */
  public SongRow embedding(Object vector) {
    return with("embedding", vector);
  }

  /** Sets the loudness in LUFS. */
  public SongRow loudness(double lufs) {
    return with("loudness_lufs", lufs);
  }

  /** Sets when it came into the catalogue; otherwise that is the database's time. */
  public SongRow createdAt(Instant time) {
    return with("created_at", time);
  }

  /** Sets since when it is archived; null: it is in use. */
  public SongRow archivedAt(Instant time) {
    return with("archived_at", time);
  }

  /** Inserts the row and returns its id. */
  public UUID insert(Sql sql) {
    insert(sql, List.of(this));
    return id;
  }

  /** Inserts rows, in their order, and returns their ids. */
  public static List<UUID> insert(Sql sql, List<SongRow> rows) {
    sql.batch(
        """
        insert into public.songs (id, title, artist, file_url, sha256, type, duration, embedding, loudness_lufs, created_at, archived_at)
        values (?, ?, ?, ?, ?, coalesce(?, 'soundscape'), ?, cast(? as extensions.vector), ?,
          coalesce(cast(? as timestamptz), roomtone.now()), ?)
        """,
        rows.stream().map(SongRow::parameters).toList());
    return rows.stream().map(row -> row.id).toList();
  }

  private Object[] parameters() {
    return new Object[] {
      id,
      values.get("title"),
      values.get("artist"),
      values.get("file_url"),
      values.get("sha256"),
      values.get("type"),
      values.get("duration"),
      values.get("embedding"),
      values.get("loudness_lufs"),
      values.get("created_at"),
      values.get("archived_at")
    };
  }
}
