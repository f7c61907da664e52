package roomtone.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A direction in the space of the five dimensions: a listener's taste, a song's sound, a room's
 * wish. Immutable, unit length, {@value #DIMENSIONS} finite components of any sign; compared by
 * value.
 */
public final class Taste {

  /** How many dimensions there are; their names are configuration. */
  public static final int DIMENSIONS = 5;

  /** Shorter vectors have no direction worth the name. */
  private static final double NOTHING = 1e-9;

  private final double[] components;

  private Taste(double[] components) {
    this.components = components;
  }

  /**
   * The direction of a vector.
   *
   * @param values {@value #DIMENSIONS} numbers of any length but zero
   * @return unit length; empty when the vector is (nearly) zero
   * @throws IllegalArgumentException when there are not five finite numbers
   */
  public static Optional<Taste> towards(double... values) {
    if (values.length != DIMENSIONS) {
      throw new IllegalArgumentException(
          "A taste has " + DIMENSIONS + " dimensions, not " + values.length);
    }
    double square = 0;
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("A taste is made of finite numbers");
      }
      square += value * value;
    }
    double length = Math.sqrt(square);
    if (length < NOTHING) {
      return Optional.empty();
    }
    double[] unit = new double[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      unit[i] = values[i] / length;
    }
    return Optional.of(new Taste(unit));
  }

  /**
   * The direction of a vector as a row holds it.
   *
   * @param column what the driver read, or null
   * @return empty for null and for nothing
   */
  public static Optional<Taste> ofColumn(float[] column) {
    if (column == null) {
      return Optional.empty();
    }
    double[] values = new double[column.length];
    for (int i = 0; i < column.length; i++) {
      values[i] = column[i];
    }
    return towards(values);
  }

  /**
   * One dimension alone.
   *
   * @param dimension 0..4
   */
  public static Taste axis(int dimension) {
    double[] unit = new double[DIMENSIONS];
    unit[dimension] = 1;
    return new Taste(unit);
  }

  /** The five components, a copy. */
  public double[] components() {
    return components.clone();
  }

  /** The component of one dimension, -1..1. */
  public double component(int dimension) {
    return components[dimension];
  }

  /** The cosine of the angle between two directions, -1..1. */
  public double cosine(Taste other) {
    double sum = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      sum += components[i] * other.components[i];
    }
    return Math.clamp(sum, -1, 1);
  }

  /** As a row holds it. */
  public float[] toColumn() {
    float[] column = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      column[i] = (float) components[i];
    }
    return column;
  }

  /** As pgvector writes it: {@code [0.6,0.8,0,0,0]}. */
  public String toVectorText() {
    StringJoiner text = new StringJoiner(",", "[", "]");
    for (double component : components) {
      text.add(Float.toString((float) component));
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Taste taste && Arrays.equals(components, taste.components);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(components);
  }

  @Override
  public String toString() {
    return toVectorText();
  }
}
