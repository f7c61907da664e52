package roomtone.database;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Five numbers: how much of each dimension. */
final class Vector5 {

  static final Vector5 ZERO = new Vector5(0, 0, 0, 0, 0);

  private final double[] numbers;

  Vector5(double... numbers) {
    if (numbers.length != 5) {
      throw new IllegalArgumentException(numbers.length + " numbers");
    }
    this.numbers = numbers.clone();
  }

  /** Reads pgvector's text; null of null. */
  static Vector5 parse(String text) {
    return text == null
        ? null
        : new Vector5(
            Arrays.stream(text.substring(1, text.length() - 1).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray());
  }

  Vector5 plus(double factor, Vector5 other) {
    return new Vector5(
        IntStream.range(0, 5).mapToDouble(i -> numbers[i] + factor * other.numbers[i]).toArray());
  }

  double dot(Vector5 other) {
    return IntStream.range(0, 5).mapToDouble(i -> numbers[i] * other.numbers[i]).sum();
  }

  double norm() {
    return Math.sqrt(dot(this));
  }

  Vector5 unit() {
    return ZERO.plus(1 / norm(), this);
  }

  double cosine(Vector5 other) {
    return dot(other) / (norm() * other.norm());
  }

  /** The Euclidean distance. */
  double distanceTo(Vector5 other) {
    return plus(-1, other).norm();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vector5 five && Arrays.equals(numbers, five.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  /** As pgvector writes it. */
  @Override
  public String toString() {
    return Arrays.toString(numbers).replace(" ", "");
  }
}
