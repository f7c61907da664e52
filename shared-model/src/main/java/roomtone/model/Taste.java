package roomtone.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A unit vector in the space of the five dimensions: the taste of a listener, the embedding of a
 * song or the collective of a room. Immutable, {@value #DIMENSIONS} finite components of any sign,
 * compared by value.
 */
public final class Taste {

  /** The number of dimensions; {@link Dimensions} names them. */
  public static final int DIMENSIONS = 5;

  /** The length below which a vector counts as zero. */
  private static final double MIN_LENGTH = 1e-9;

  private final double[] components;

  private Taste(double[] components) {
    this.components = components;
  }

  /**
   * Returns the direction of a vector.
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
    if (length < MIN_LENGTH) {
      return Optional.empty();
    }
    double[] unit = new double[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      unit[i] = values[i] / length;
    }
    return Optional.of(new Taste(unit));
  }

  /**
   * Returns the direction of a vector from a row.
   *
   * @param column what the driver read, or null
   * @return empty for null and for a zero vector
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
   * Returns the unit vector of one dimension.
   *
   * @param dimension 0..4
   */
  public static Taste axis(int dimension) {
    double[] unit = new double[DIMENSIONS];
    unit[dimension] = 1;
    return new Taste(unit);
  }

  /** Returns a copy of the five components. */
  public double[] components() {
    return components.clone();
  }

  /** Returns the component of one dimension, -1 to 1. */
  public double component(int dimension) {
    return components[dimension];
  }

  /** Returns the cosine of the angle between two directions, -1 to 1. */
  public double cosine(Taste other) {
    double sum = 0;
    for (int i = 0; i < DIMENSIONS; i++) {
      sum += components[i] * other.components[i];
    }
    return Math.clamp(sum, -1, 1);
  }

  /** Returns the vector as a row holds it. */
  public float[] toColumn() {
    float[] column = new float[DIMENSIONS];
    for (int i = 0; i < DIMENSIONS; i++) {
      column[i] = (float) components[i];
    }
    return column;
  }

  /** Returns the text form of pgvector: {@code [0.6,0.8,0,0,0]}. */
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
