package roomtone.database;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Five numbers: how much of each dimension. */
final class Five {

  static final Five NOTHING = new Five(0, 0, 0, 0, 0);

  private final double[] numbers;

  Five(double... numbers) {
    if (numbers.length != 5) {
      throw new IllegalArgumentException(numbers.length + " numbers");
    }
    this.numbers = numbers.clone();
  }

  /** Reads pgvector's text; null of null. */
  static Five parse(String text) {
    return text == null
        ? null
        : new Five(
            Arrays.stream(text.substring(1, text.length() - 1).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray());
  }

  Five plus(double factor, Five other) {
    return new Five(
        IntStream.range(0, 5).mapToDouble(i -> numbers[i] + factor * other.numbers[i]).toArray());
  }

  double dot(Five other) {
    return IntStream.range(0, 5).mapToDouble(i -> numbers[i] * other.numbers[i]).sum();
  }

  double norm() {
    return Math.sqrt(dot(this));
  }

  Five unit() {
    return NOTHING.plus(1 / norm(), this);
  }

  double cosine(Five other) {
    return dot(other) / (norm() * other.norm());
  }

  /** How far apart two are, along the straight line. */
  double away(Five other) {
    return plus(-1, other).norm();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Five five && Arrays.equals(numbers, five.numbers);
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
