package roomtone.manager.embedding;

import java.io.DataInput;
import java.io.IOException;

/**
 * Extremely randomised trees: each tree splits at random places and votes for one class.
 *
 * @see "Geurts, Ernst and Wehenkel 2006, Extremely randomized trees"
 */
public final class Forest {

  /** Marks the byte of a node as a leaf; the other bits are its class. */
  public static final int LEAF = 0x80;

  private final int classes;

  /**
   * For each tree its nodes, each before its left and then its right side: the feature to split by,
   * or {@link #LEAF} and the class.
   */
  private final byte[][] kinds;

  /** Where a node splits: a feature of at most this goes left, to the next node. */
  private final float[][] thresholds;

  /** The place of a node's right side. */
  private final short[][] rights;

  private Forest(int classes, int trees) {
    this.classes = classes;
    this.kinds = new byte[trees][];
    this.thresholds = new float[trees][];
    this.rights = new short[trees][];
  }

  /** The share of trees that vote for each class; the shares sum to 1. */
  double[] probabilities(double[] features) {
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

  /**
   * Finds the right sides below a node, which the order of nodes implies.
   *
   * @return the place behind the node and all that is below it
   */
  private int link(int tree, int node) {
    if (kinds[tree][node] < 0) {
      return node + 1;
    }
    int right = link(tree, node + 1);
    rights[tree][node] = (short) right;
    return link(tree, right);
  }
}
