package roomtone.manager.songtable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import roomtone.manager.rest.Csv;
import roomtone.manager.rest.Fields;
import roomtone.manager.song.Catalogue;
import roomtone.manager.song.CatalogueSong;
import roomtone.manager.song.DisplayText;
import roomtone.manager.song.Embedding;
import roomtone.model.Taste;
import roomtone.problem.Problem;

/** A song as a row of a table states it, compared with the song in the catalogue. */
final class ImportedSong {

  private static final String EMBEDDING = "embedding";

  /** Decimal numbers alone: spreadsheets disagree on hexadecimal, infinity and thousands. */
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{0,20}\\.?\\d{1,40}([eE]-?\\d{1,2})?");

  private final SongTable table;
  private final SongTable.Row row;
  private final CatalogueSong song;
  private final RowErrors errors;
  private final String title;
  private final String artist;
  private final String type;
  private final float[] embedding;
  private final Map<String, Object> before = new HashMap<>();
  private final Map<String, Object> after = new LinkedHashMap<>();

  /**
   * Reads a row. A cell that equals the song's value is accepted whatever it is; only what differs
   * is checked.
   *
   * @param dimensions the columns of the embedding
   * @param errors receives what is wrong in the row
   */
  ImportedSong(
      SongTable table,
      SongTable.Row row,
      CatalogueSong song,
      List<String> dimensions,
      RowErrors errors) {
    this.table = table;
    this.row = row;
    this.song = song;
    this.errors = errors;
    this.title = read("title", song.title, this::statedTitle);
    this.artist = read("artist", song.artist, () -> text("artist", song.artist));
    this.type = read("type", song.type, this::statedType);
    this.embedding = read(EMBEDDING, song.embedding, () -> statedEmbedding(dimensions));
    if (differs() && song.archivedAt != null) {
      errors.add(
          row.number(), null, "The song is archived. Leave it as it is, or bring it back first.");
    }
  }

  /** What the row states, or the song's value when the row is wrong there. */
  private <T> T read(String field, T current, Supplier<T> stated) {
    try {
      T value = stated.get();
      if (!Objects.deepEquals(value, current)) {
        before.put(field, current);
        after.put(field, value);
      }
      return value;
    } catch (Problem refusal) {
      errors.add(row.number(), field, refusal.getMessage());
      return current;
    }
  }

  private String statedTitle() {
    String text = text("title", song.title);
    if (text == null) {
      throw Fields.invalid(
          "title", "must be a text of 1 to " + DisplayText.MAX_LENGTH + " characters");
    }
    return text;
  }

  private String text(String column, String current) {
    if (!table.has(column)) {
      return current;
    }
    String cell = Csv.text(table.cell(row, column));
    return cell.equals(current) ? current : Fields.text(column, cell, DisplayText.MAX_LENGTH);
  }

  private String statedType() {
    return table.has("type") ? Catalogue.type(table.cell(row, "type").strip()) : song.type;
  }

  /** The five numbers of the row; null, an unknown embedding, when all five cells are empty. */
  private float[] statedEmbedding(List<String> dimensions) {
    if (!table.has(dimensions.getFirst())) {
      return song.embedding;
    }
    List<String> cells = dimensions.stream().map(name -> table.cell(row, name).strip()).toList();
    if (cells.stream().allMatch(String::isEmpty)) {
      return null;
    }
    float[] weights = new float[Taste.DIMENSIONS];
    float sum = 0;
    boolean inRange = true;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = number(cells.get(i));
      inRange &= weights[i] >= 0 && weights[i] <= 1;
      sum += weights[i];
    }
    if (Arrays.equals(weights, song.embedding) || (inRange && sum >= Embedding.MIN_SUM)) {
      return weights;
    }
    throw noEmbedding();
  }

  /** Reads a number; where semicolons separate cells, a comma may stand for the point. */
  private float number(String cell) {
    String number = table.separator() == ';' ? cell.replace(',', '.') : cell;
    if (!NUMBER.matcher(number).matches()) {
      throw noEmbedding();
    }
    return Float.parseFloat(number);
  }

  private static Problem noEmbedding() {
    return Fields.invalid(
        EMBEDDING,
        "must have "
            + Taste.DIMENSIONS
            + " numbers from 0 to 1, not all of them 0, or none if the embedding is unknown");
  }

  UUID id() {
    return song.id;
  }

  String title() {
    return title;
  }

  String artist() {
    return artist;
  }

  String type() {
    return type;
  }

  /** The embedding as a vector of pgvector is written; null when it is unknown. */
  String embedding() {
    return embedding == null ? null : Arrays.toString(embedding);
  }

  boolean embeddingDiffers() {
    return after.containsKey(EMBEDDING);
  }

  /** Whether the row states anything else than the song has. */
  boolean differs() {
    return !after.isEmpty();
  }

  /** The song's values of the fields that differ. */
  Map<String, Object> before() {
    return before;
  }

  /** The row's values of the fields that differ. */
  Map<String, Object> after() {
    return after;
  }
}
