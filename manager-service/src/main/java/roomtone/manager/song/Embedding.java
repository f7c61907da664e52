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
 * What a song sounds like: how much of each of the five dimensions is heard in it.
 *
 * @param weights {@value Taste#DIMENSIONS} numbers in 0..1, not all zero
 */
public record Embedding(List<Float> weights) {

  private static final String FIELD = "embedding";

  /** Below this the length of the vector is lost in single precision. */
  public static final float NOTHING = 1e-6f;

  public Embedding {
    weights = List.copyOf(weights);
  }

  /** Of a form's text; null when it is absent or blank. */
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

  /** Of a JSON value; null for null. */
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
    if (sum < NOTHING) {
      throw invalid();
    }
    return new Embedding(weights);
  }

  /** Of a row's column; null for null. */
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

  /** As a row holds it. */
  public float[] toColumn() {
    float[] column = new float[weights.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = weights.get(i);
    }
    return column;
  }

  /** As pgvector writes it: [0.5,0,0,0,1]. */
  public String toVectorText() {
    return weights.toString();
  }

  private static Problem invalid() {
    return Fields.invalid(
        FIELD,
        "is a JSON array of " + Taste.DIMENSIONS + " numbers from 0 to 1, not all of them 0");
  }
}
