package roomtone.manager.songtable;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.rest.Csv;
import roomtone.manager.song.SongFilter;
import roomtone.manager.song.SongSearch;
import roomtone.model.Dimensions;
import roomtone.model.Taste;

/** Reads songs as rows of a table, in the order of their titles. */
@ApplicationScoped
class SongExport {

  /**
   * A song as a row of the table.
   *
   * @param title the key that rows are sorted by
   */
  record Line(String title, UUID id, List<String> cells) {}

  private final Session database;
  private final SongSearch search;
  private final Dimensions dimensions;

  SongExport(Session database, SongSearch search, Dimensions dimensions) {
    this.database = database;
    this.search = search;
    this.dimensions = dimensions;
  }

  /** The columns: those that an import changes, then the others. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("id", "title", "artist", "type"));
    columns.addAll(dimensions.names());
    columns.addAll(SongTable.READ_ONLY);
    return columns;
  }

  /**
   * Reads the next songs, {@value Csv#CHUNK} at most.
   *
   * @param after the last row that was read; null at the beginning
   */
  @Transactional
  List<Line> chunk(SongFilter filter, Line after) {
    search.checkLibrary(filter);
    Map<String, Object> values = new HashMap<>();
    String where = filter.where(values);
    if (after != null) {
      where += " and (\"left\"(s.search_text, 100), s.id) > (:afterTitle, :afterId)";
      values.put("afterTitle", after.title());
      values.put("afterId", after.id());
    }
    return database
        .createNativeQuery(
            """
                select "left"(s.search_text, 100) as sorted, s.id, s.title, s.artist, s.type,
                  cast(s.embedding as text) as embedding, s.archived_at, s.embedding_source, s.duration, s.bpm,
                  s.loudness_lufs, s.peak_dbfs, s.content_type, s.size_bytes, s.sha256, s.created_at
                from public.songs s where %s order by "left"(s.search_text, 100), s.id limit :size
                """
                .formatted(where),
            Tuple.class)
        .setProperties(values)
        .setParameter("size", Csv.CHUNK)
        .stream()
        .map(SongExport::line)
        .toList();
  }

  private static Line line(Tuple row) {
    UUID id = row.get("id", UUID.class);
    List<String> cells = new ArrayList<>();
    cells.add(id.toString());
    cells.add(Csv.cell(row.get("title", String.class)));
    cells.add(Csv.cell(row.get("artist", String.class)));
    cells.add(row.get("type", String.class));
    cells.addAll(weights(row.get("embedding", String.class)));
    cells.add(Boolean.toString(row.get("archived_at", Instant.class) != null));
    cells.add(Csv.plain(row.get("embedding_source")));
    for (String number : List.of("duration", "bpm", "loudness_lufs", "peak_dbfs")) {
      cells.add(Csv.plain(row.get(number)));
    }
    cells.add(Csv.cell(row.get("content_type", String.class)));
    cells.add(Csv.plain(row.get("size_bytes")));
    cells.add(Csv.plain(row.get("sha256")));
    cells.add(Csv.plain(row.get("created_at", Instant.class)));
    return new Line(row.get("sorted", String.class), id, cells);
  }

  private static List<String> weights(String vector) {
    return vector == null
        ? Collections.nCopies(Taste.DIMENSIONS, "")
        : Arrays.asList(vector.substring(1, vector.length() - 1).split(",", -1));
  }
}
