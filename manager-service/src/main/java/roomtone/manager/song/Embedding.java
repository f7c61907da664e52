package roomtone.manager.song;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import roomtone.manager.rest.Fields;
import roomtone.model.Taste;
import roomtone.problem.Problem;

/**
 * How much of each of the five dimensions is heard in a song.
 *
 * @param weights {@value Taste#DIMENSIONS} numbers in 0..1, not all zero
 */
public record Embedding(List<Float> weights) {

  private static final String FIELD = "embedding";

  /** A smaller sum of the weights counts as zero: single precision would lose the direction. */
  public static final float MIN_SUM = 1e-6f;

  /** Copies the list. */
  public Embedding {
    weights = List.copyOf(weights);
  }

  /**
   * Reads the text of a form.
   *
   * @return null when the text is null or blank
   * @throws Problem 400 when it is no JSON array of an embedding
   */
  public static Embedding parse(String text, ObjectMapper mapper) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return of(mapper.readTree(text));
    } catch (JsonProcessingException e) {
      throw invalid();
    }
  }

  /**
   * Reads a JSON value.
   *
   * @return null for null
   * @throws Problem 400 when it is no array of an embedding
   */
  static Embedding of(JsonNode json) {
    if (json == null || json.isNull()) {
      return null;
    }
    if (!json.isArray() || json.size() != Taste.DIMENSIONS) {
      throw invalid();
    }
    List<Float> weights = new ArrayList<>();
    float sum = 0;
    for (JsonNode item : json) {
      double weight = item.isNumber() ? item.doubleValue() : Double.NaN;
      if (!(weight >= 0 && weight <= 1)) {
        throw invalid();
      }
      weights.add((float) weight);
      sum += (float) weight;
    }
    if (sum < MIN_SUM) {
      throw invalid();
    }
    return new Embedding(weights);
  }

  /** The embedding that a column holds; null for null. */
  public static Embedding ofColumn(float[] column) {
    if (column == null) {
      return null;
    }
    List<Float> weights = new ArrayList<>();
    for (float weight : column) {
      weights.add(weight);
    }
    return new Embedding(weights);
  }

  /** The value of a column; null for null. */
  public static float[] toColumn(Embedding embedding) {
    if (embedding == null) {
      return null;
    }
    float[] column = new float[embedding.weights.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = embedding.weights.get(i);
    }
    return column;
  }

  private static Problem invalid() {
    return Fields.invalid(
        FIELD,
        "must be a JSON array of " + Taste.DIMENSIONS + " numbers from 0 to 1, not all of them 0");
  }
}
