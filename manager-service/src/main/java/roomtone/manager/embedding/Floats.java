package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Rows of numbers in a model file. */
final class Floats {

  private Floats() {}

  static void write(DataOutput out, float[] values) throws IOException {
    out.writeShort(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  static float[] read(DataInput in) throws IOException {
    float[] values = new float[in.readUnsignedShort()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  static void write(DataOutput out, float[][] rows) throws IOException {
    out.writeShort(rows.length);
    for (float[] row : rows) {
      write(out, row);
    }
  }

  static float[][] readRows(DataInput in) throws IOException {
    float[][] rows = new float[in.readUnsignedShort()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = read(in);
    }
    return rows;
  }

  static float[] of(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Shares in proportion to e to the power of each score; they sum to 1. */
  static double[] softmax(double[] scores) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      highest = Math.max(highest, score);
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      // Strict: the same everywhere, so that training is.
      shares[i] = StrictMath.exp(scores[i] - highest);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
