package roomtone.manager.songtable;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import roomtone.manager.audit.Audit;
import roomtone.manager.audit.Thing;
import roomtone.manager.song.CatalogueSong;
import roomtone.model.Dimensions;
import roomtone.problem.Problem;
import roomtone.problem.Uuids;

/** Imports a table of songs: the whole table, or nothing when one cell is wrong. */
@ApplicationScoped
class SongImport {

  private static final Logger LOG = Logger.getLogger(SongImport.class);

  /** What an import changed, or would change. */
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
   * Imports a table.
   *
   * @param dryRun whether only to tell what would change
   * @throws Problem 400 when a cell is wrong, or the content is no table of songs
   */
  @Transactional
  Result take(byte[] content, boolean dryRun) {
    RowErrors errors = new RowErrors();
    SongTable table = SongTable.read(content, dimensions.names(), errors);
    Map<UUID, SongTable.Row> rows = byId(table, errors);
    List<ImportedSong> changes = changes(table, rows, errors);
    if (!errors.isEmpty()) {
      throw errors.problem();
    }
    Map<String, Integer> fields = new LinkedHashMap<>();
    changes.forEach(
        change -> change.after().keySet().forEach(field -> fields.merge(field, 1, Integer::sum)));
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
        SongTable.READ_ONLY.stream().filter(table::has).toList());
  }

  private static Map<UUID, SongTable.Row> byId(SongTable table, RowErrors errors) {
    Map<UUID, SongTable.Row> rows = new LinkedHashMap<>();
    for (SongTable.Row row : table.rows()) {
      UUID id = Uuids.parse(table.cell(row, "id").strip()).orElse(null);
      if (id == null) {
        errors.add(row.number(), "id", "This is no UUID.");
      } else if (rows.containsKey(id)) {
        errors.add(
            row.number(), "id", "The same song stands in row %d.".formatted(rows.get(id).number()));
      } else if (table.isTooLong(row)) {
        errors.add(row.number(), null, "There are more cells than columns.");
      } else {
        rows.put(id, row);
      }
    }
    return rows;
  }

  /** The rows that differ from their songs, which are locked. */
  private List<ImportedSong> changes(
      SongTable table, Map<UUID, SongTable.Row> rows, RowErrors errors) {
    Map<UUID, CatalogueSong> songs = lock(rows.keySet().toArray(UUID[]::new));
    List<ImportedSong> changes = new ArrayList<>();
    rows.forEach(
        (id, row) -> {
          CatalogueSong song = songs.get(id);
          if (song == null) {
            errors.add(row.number(), "id", "There is no song with this id.");
            return;
          }
          ImportedSong imported = new ImportedSong(table, row, song, dimensions.names(), errors);
          if (imported.differs()) {
            changes.add(imported);
          }
        });
    return changes;
  }

  private Map<UUID, CatalogueSong> lock(UUID[] ids) {
    return database
        .createNativeQuery(
            "select s.* from public.songs s where s.id = any (:ids) order by s.id for update",
            CatalogueSong.class)
        .setParameter("ids", ids)
        .stream()
        .collect(Collectors.toMap(song -> song.id, song -> song));
  }

  private void write(List<ImportedSong> changes) {
    Map<String, Object> before = new LinkedHashMap<>();
    Map<String, Object> after = new LinkedHashMap<>();
    for (ImportedSong change : changes) {
      before.put(change.id().toString(), change.before());
      after.put(change.id().toString(), change.after());
    }
    audit.changed("import", Thing.SONG, null, before, after);
    database
        .createNativeMutationQuery(
            """
            update public.songs s
            set title = imported.title, artist = imported.artist, type = imported.type,
              embedding = case when imported.differs then cast(imported.embedding as extensions.vector) else s.embedding end,
              embedding_source = case
                when not imported.differs then s.embedding_source
                when imported.embedding is not null then 'manual' end,
              embedding_confidence = case when not imported.differs then s.embedding_confidence end,
              suggested_embedding = case when not imported.differs then s.suggested_embedding end
            from unnest(:ids, :titles, :artists, :types, :embeddings, :differ)
              as imported (id, title, artist, type, embedding, differs)
            where s.id = imported.id
            """)
        .setParameter("ids", column(changes, ImportedSong::id, UUID[]::new))
        .setParameter("titles", column(changes, ImportedSong::title, String[]::new))
        .setParameter("artists", column(changes, ImportedSong::artist, String[]::new))
        .setParameter("types", column(changes, ImportedSong::type, String[]::new))
        .setParameter("embeddings", column(changes, ImportedSong::embedding, String[]::new))
        .setParameter("differ", column(changes, ImportedSong::embeddingDiffers, Boolean[]::new))
        .executeUpdate();
    database.clear();
  }

  private static <T> T[] column(
      List<ImportedSong> changes, Function<ImportedSong, T> value, IntFunction<T[]> array) {
    return changes.stream().map(value).toArray(array);
  }
}
