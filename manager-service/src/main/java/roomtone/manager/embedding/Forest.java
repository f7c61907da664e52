package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Random;
import java.util.function.Function;

/**
 * Extremely randomised trees: each tree splits at random places, many of them together vote. The
 * same examples in the same order and the same seed make the same forest, byte by byte.
 *
 * @see "Geurts, Ernst and Wehenkel 2006, Extremely randomized trees"
 */
final class Forest {

  private static final int LEAF = 0x80;

  private final int classes;

  /**
   * Per tree and node in the order of a walk that goes left first: the feature to split by, or
   * {@value #LEAF} + the class.
   */
  private final byte[][] kinds;

  /** Where a node splits: at most this goes left, which is the next node. */
  private final float[][] thresholds;

  /** The node to the right. */
  private final short[][] rights;

  private Forest(int classes, int trees) {
    this.classes = classes;
    this.kinds = new byte[trees][];
    this.thresholds = new float[trees][];
    this.rights = new short[trees][];
  }

  /**
   * Grows a forest.
   *
   * @param examples gives each tree its own view of the examples: one row of features each, at most
   *     127 features
   * @param labels the class of each example, from 0
   */
  static Forest grow(
      Function<Random, double[][]> examples, int[] labels, int classes, int trees, long seed) {
    Forest forest = new Forest(classes, trees);
    Random random = new Random(seed);
    for (int tree = 0; tree < trees; tree++) {
      forest.keep(tree, new TreeGrower(examples.apply(random), labels, classes, random).grow());
    }
    return forest;
  }

  private void keep(int tree, TreeGrower.Node root) {
    int nodes = root.nodes();
    kinds[tree] = new byte[nodes];
    thresholds[tree] = new float[nodes];
    rights[tree] = new short[nodes];
    keep(tree, root, 0);
  }

  private int keep(int tree, TreeGrower.Node node, int at) {
    if (node.isLeaf()) {
      kinds[tree][at] = (byte) (LEAF | node.label());
      return at + 1;
    }
    kinds[tree][at] = (byte) node.feature();
    thresholds[tree][at] = node.threshold();
    int right = keep(tree, node.left(), at + 1);
    rights[tree][at] = (short) right;
    return keep(tree, node.right(), right);
  }

  /** The share of trees that vote for each class. */
  double[] vote(double[] features) {
    double[] shares = new double[classes];
    for (int tree = 0; tree < kinds.length; tree++) {
      int node = 0;
      int kind = kinds[tree][0];
      while (kind >= 0) {
        node = (float) features[kind] <= thresholds[tree][node] ? node + 1 : rights[tree][node];
        kind = kinds[tree][node];
      }
      shares[kind & (LEAF - 1)] += 1.0 / kinds.length;
    }
    return shares;
  }

  void write(DataOutput out) throws IOException {
    out.writeByte(classes);
    out.writeShort(kinds.length);
    for (int tree = 0; tree < kinds.length; tree++) {
      out.writeShort(kinds[tree].length);
      for (int node = 0; node < kinds[tree].length; node++) {
        out.writeByte(kinds[tree][node]);
        if (kinds[tree][node] >= 0) {
          out.writeFloat(thresholds[tree][node]);
        }
      }
    }
  }

  static Forest read(DataInput in) throws IOException {
    int classes = in.readUnsignedByte();
    Forest forest = new Forest(classes, in.readUnsignedShort());
    for (int tree = 0; tree < forest.kinds.length; tree++) {
      int nodes = in.readUnsignedShort();
      forest.kinds[tree] = new byte[nodes];
      forest.thresholds[tree] = new float[nodes];
      forest.rights[tree] = new short[nodes];
      for (int node = 0; node < nodes; node++) {
        forest.kinds[tree][node] = in.readByte();
        if (forest.kinds[tree][node] >= 0) {
          forest.thresholds[tree][node] = in.readFloat();
        }
      }
      forest.link(tree, 0);
    }
    return forest;
  }

  /** Finds the right-hand nodes again, which the order of nodes implies. */
  private int link(int tree, int node) {
    if (kinds[tree][node] < 0) {
      return node + 1;
    }
    int right = link(tree, node + 1);
    rights[tree][node] = (short) right;
    return link(tree, right);
  }
}
