package roomtone.manager.songtable;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.rest.Csv;
import roomtone.manager.rest.Fields;
import roomtone.manager.song.Catalogue;
import roomtone.manager.song.CatalogueSong;
import roomtone.manager.song.DisplayText;
import roomtone.manager.song.Embedding;
import roomtone.model.Taste;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** Takes a table of songs in: all of it or, when one cell does not fit, nothing. */
@ApplicationScoped
class SongImport {

  private static final Logger LOG = Logger.getLogger(SongImport.class);

  /**
   * No hexadecimal, no infinity, no thousands: what Java or others would make of them is unsure.
   */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{0,20}\\.?\\d{1,40}([eE]-?\\d{1,2})?");

  private static final String EMBEDDING = "embedding";

  /** What became of a table, or would. */
  @Schema(name = "ImportResult")
  record Result(
      @Schema(description = "Whether it was only tried.") boolean dryRun,
      @Schema(examples = "212") int rows,
      @Schema(description = "Songs that differ from the table.", examples = "3") int changed,
      @Schema(examples = "209") int unchanged,
      @Schema(
              description = "How many of them differ in title, artist, type and embedding.",
              examples = "{\"title\": 1, \"embedding\": 2}")
          Map<String, Integer> fields,
      @Schema(
              description = "Columns that stand there and cannot be changed.",
              examples = "[\"duration\", \"sha256\"]")
          List<String> ignoredColumns) {}

  private final Session database;
  private final Audit audit;
  private final Dimensions dimensions;

  SongImport(Session database, Audit audit, Dimensions dimensions) {
    this.database = database;
    this.audit = audit;
    this.dimensions = dimensions;
  }

  /**
   * @param dryRun whether only to tell what would change
   * @throws Problem 400 when a cell does not fit, or it is no table of songs
   */
  @Transactional
  Result take(byte[] content, boolean dryRun) {
    RowErrors errors = new RowErrors();
    SongTable sheet = SongTable.read(content, dimensions.names(), errors);
    Map<UUID, SongTable.Row> rows = byId(sheet, errors);
    List<Wanted> changes = new ArrayList<>();
    Map<UUID, CatalogueSong> songs = locked(rows.keySet().toArray(UUID[]::new));
    rows.forEach(
        (id, row) -> {
          CatalogueSong song = songs.get(id);
          if (song == null) {
            errors.add(row.number(), "id", "There is no song with this id.");
          } else {
            compare(sheet, row, song, errors, changes);
          }
        });
    if (!errors.isEmpty()) {
      throw errors.problem();
    }
    Map<String, Integer> fields = new LinkedHashMap<>();
    changes.forEach(
        change -> change.after.keySet().forEach(field -> fields.merge(field, 1, Integer::sum)));
    if (!dryRun && !changes.isEmpty()) {
      write(changes);
      LOG.infof("songs imported rows=%d changed=%d", rows.size(), changes.size());
    }
    return new Result(
        dryRun,
        rows.size(),
        changes.size(),
        rows.size() - changes.size(),
        fields,
        SongTable.TOLD.stream().filter(sheet::has).toList());
  }

  private static Map<UUID, SongTable.Row> byId(SongTable sheet, RowErrors errors) {
    Map<UUID, SongTable.Row> rows = new LinkedHashMap<>();
    for (SongTable.Row row : sheet.rows()) {
      UUID id = Uuids.parse(sheet.cell(row, "id").strip()).orElse(null);
      if (id == null) {
        errors.add(row.number(), "id", "This is no UUID.");
      } else if (rows.containsKey(id)) {
        errors.add(
            row.number(), "id", "The same song stands in row %d.".formatted(rows.get(id).number()));
      } else if (sheet.isTooLong(row)) {
        errors.add(row.number(), null, "There are more cells than columns.");
      } else {
        rows.put(id, row);
      }
    }
    return rows;
  }

  private Map<UUID, CatalogueSong> locked(UUID[] ids) {
    Map<UUID, CatalogueSong> songs = new HashMap<>();
    database
        .createNativeQuery(
            "select s.* from public.songs s where s.id = any (:ids) order by s.id for update",
            CatalogueSong.class)
        .setParameter("ids", ids)
        .stream()
        .forEach(song -> songs.put(song.id, song));
    return songs;
  }

  /** A song as the table wants it. */
  private static final class Wanted {
    private final UUID id;
    private String title;
    private String artist;
    private String type;
    private float[] embedding;
    private boolean embeddingDiffers;
    private final Map<String, Object> before = new HashMap<>();
    private final Map<String, Object> after = new LinkedHashMap<>();

    Wanted(CatalogueSong song) {
      id = song.id;
      title = song.title;
      artist = song.artist;
      type = song.type;
      embedding = song.embedding;
    }

    private void differs(String field, Object was, Object is) {
      before.put(field, was);
      after.put(field, is);
    }
  }

  /** What stands there as it is has not to fit: only what differs is judged. */
  private void compare(
      SongTable sheet,
      SongTable.Row row,
      CatalogueSong song,
      RowErrors errors,
      List<Wanted> changes) {
    Wanted wanted = new Wanted(song);
    judge(row, "title", errors, () -> wanted.title = title(sheet, row, song));
    judge(row, "artist", errors, () -> wanted.artist = artist(sheet, row, song));
    judge(row, "type", errors, () -> wanted.type = type(sheet, row, song));
    judge(row, EMBEDDING, errors, () -> wanted.embedding = embedding(sheet, row, song));
    if (!Objects.equals(wanted.title, song.title)) {
      wanted.differs("title", song.title, wanted.title);
    }
    if (!Objects.equals(wanted.artist, song.artist)) {
      wanted.differs("artist", song.artist, wanted.artist);
    }
    if (!Objects.equals(wanted.type, song.type)) {
      wanted.differs("type", song.type, wanted.type);
    }
    if (!Arrays.equals(wanted.embedding, song.embedding)) {
      wanted.embeddingDiffers = true;
      wanted.differs(EMBEDDING, song.embedding, wanted.embedding);
    }
    if (wanted.after.isEmpty()) {
      return;
    }
    if (song.archivedAt != null) {
      errors.add(
          row.number(), null, "The song is archived. Leave it as it is, or bring it back first.");
    }
    changes.add(wanted);
  }

  private static void judge(
      SongTable.Row row, String column, RowErrors errors, Runnable judgement) {
    try {
      judgement.run();
    } catch (Problem refusal) {
      errors.add(row.number(), column, refusal.getMessage());
    }
  }

  private static String title(SongTable sheet, SongTable.Row row, CatalogueSong song) {
    String title = given(sheet, row, "title", song.title);
    if (title == null) {
      throw Fields.invalid("title", "is needed: a text of 1 to " + DisplayText.MAX + " characters");
    }
    return title;
  }

  private static String artist(SongTable sheet, SongTable.Row row, CatalogueSong song) {
    return given(sheet, row, "artist", song.artist);
  }

  private static String given(SongTable sheet, SongTable.Row row, String column, String now) {
    if (!sheet.has(column)) {
      return now;
    }
    String cell = Csv.text(sheet.cell(row, column));
    return cell.equals(now) ? now : Fields.text(column, cell, DisplayText.MAX);
  }

  private static String type(SongTable sheet, SongTable.Row row, CatalogueSong song) {
    return sheet.has("type") ? Catalogue.type(sheet.cell(row, "type").strip()) : song.type;
  }

  /** No cell filled: unknown. */
  private float[] embedding(SongTable sheet, SongTable.Row row, CatalogueSong song) {
    if (!sheet.has(dimensions.names().getFirst())) {
      return song.embedding;
    }
    List<String> cells =
        dimensions.names().stream().map(name -> sheet.cell(row, name).strip()).toList();
    if (cells.stream().allMatch(String::isEmpty)) {
      return null;
    }
    float[] weights = new float[Taste.DIMENSIONS];
    float sum = 0;
    boolean inRange = true;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = number(cells.get(i), sheet.separator());
      inRange &= weights[i] >= 0 && weights[i] <= 1;
      sum += weights[i];
    }
    if (Arrays.equals(weights, song.embedding) || (inRange && sum >= Embedding.MIN_SUM)) {
      return weights;
    }
    throw noEmbedding();
  }

  /** Where cells end with a semicolon, numbers may have a comma. */
  private static float number(String cell, char separator) {
    String number = separator == ';' ? cell.replace(',', '.') : cell;
    if (!NUMBER.matcher(number).matches()) {
      throw noEmbedding();
    }
    return Float.parseFloat(number);
  }

  private static Problem noEmbedding() {
    return Fields.invalid(
        EMBEDDING,
        "has "
            + Taste.DIMENSIONS
            + " numbers from 0 to 1, not all of them 0, or no number at all: unknown");
  }

  private void write(List<Wanted> changes) {
    Map<String, Object> before = new LinkedHashMap<>();
    Map<String, Object> after = new LinkedHashMap<>();
    for (Wanted change : changes) {
      before.put(change.id.toString(), change.before);
      after.put(change.id.toString(), change.after);
    }
    audit.changed("import", Thing.SONG, null, before, after);
    database
        .createNativeMutationQuery(
            """
            update public.songs s
            set title = wanted.title, artist = wanted.artist, type = wanted.type,
              embedding = case when wanted.differs then cast(wanted.embedding as extensions.vector) else s.embedding end,
              embedding_source = case
                when not wanted.differs then s.embedding_source
                when wanted.embedding is not null then 'manual' end,
              embedding_confidence = case when not wanted.differs then s.embedding_confidence end,
              suggested_embedding = case when not wanted.differs then s.suggested_embedding end
            from unnest(:ids, :titles, :artists, :types, :embeddings, :differ)
              as wanted (id, title, artist, type, embedding, differs)
            where s.id = wanted.id
            """)
        .setParameter("ids", changes.stream().map(change -> change.id).toArray(UUID[]::new))
        .setParameter("titles", changes.stream().map(change -> change.title).toArray(String[]::new))
        .setParameter(
            "artists", changes.stream().map(change -> change.artist).toArray(String[]::new))
        .setParameter("types", changes.stream().map(change -> change.type).toArray(String[]::new))
        .setParameter(
            "embeddings",
            changes.stream()
                .map(change -> change.embedding == null ? null : Arrays.toString(change.embedding))
                .toArray(String[]::new))
        .setParameter(
            "differ",
            changes.stream().map(change -> change.embeddingDiffers).toArray(Boolean[]::new))
        .executeUpdate();
    database.clear();
  }
}
