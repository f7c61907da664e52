package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;

/** Arrays of single precision, as a model file holds them, and what classifiers compute with. */
public final class FloatArrays {

  private FloatArrays() {}

  /** Reads the number of values, in two bytes, and the values. */
  static float[] read(DataInput in) throws IOException {
    float[] values = new float[in.readUnsignedShort()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  /** Reads the number of rows, in two bytes, and each row as {@link #read} does. */
  static float[][] readRows(DataInput in) throws IOException {
    float[][] rows = new float[in.readUnsignedShort()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = read(in);
    }
    return rows;
  }

  /** The values in single precision. */
  public static float[] of(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /**
   * The softmax of scores, in strict arithmetic so that training gives the same bytes on every
   * machine.
   *
   * @return one share for each score, in 0..1; they sum to 1
   */
  public static double[] softmax(double[] scores) {
    double highest = Arrays.stream(scores).max().orElseThrow();
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = StrictMath.exp(scores[i] - highest);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
