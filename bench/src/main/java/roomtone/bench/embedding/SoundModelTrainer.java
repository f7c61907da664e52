package roomtone.bench.embedding;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.Function;
import roomtone.manager.embedding.Forest;
import roomtone.manager.embedding.SoundModel;

/** Trains the three classifiers of a sound model. The same clips and seed make the same bytes. */
final class SoundModelTrainer {

  private static final int TREES = 400;

  /** How many augmented descriptions of each clip are learned from. */
  private static final int AUGMENTATIONS = 10;

  private SoundModelTrainer() {}

  /**
   * Learns a model.
   *
   * @param clips described as {@link roomtone.manager.embedding.Timbre} does, one row each
   * @param labels the class of each clip, from 0
   * @param typicalDistance the distance below which most clips of the known kinds lie
   * @return the file that {@link SoundModel#read} reads
   */
  static byte[] learn(
      double[][] clips, int[] labels, int classes, float typicalDistance, long seed) {
    Random random = new Random(seed);
    double[][] examples = new double[clips.length * AUGMENTATIONS][];
    int[] exampleLabels = new int[examples.length];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = SoundModel.inputs(Augmentation.of(clips[i / AUGMENTATIONS], random));
      exampleLabels[i] = labels[i / AUGMENTATIONS];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutput out = new DataOutputStream(bytes);
      out.writeInt(SoundModel.FORMAT);
      out.writeFloat(typicalDistance);
      growForest(view -> oneOfEach(examples, view), labels, classes, seed, out);
      LogisticTrainer.fit(examples, exampleLabels, classes, out);
      DiscriminantTrainer.fit(examples, exampleLabels, classes, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The model that a file holds. */
  static SoundModel read(byte[] file) {
    try {
      return SoundModel.read(new DataInputStream(new ByteArrayInputStream(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives each tree every clip in one of its augmentations. */
  private static double[][] oneOfEach(double[][] examples, Random random) {
    double[][] chosen = new double[examples.length / AUGMENTATIONS][];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = examples[i * AUGMENTATIONS + random.nextInt(AUGMENTATIONS)];
    }
    return chosen;
  }

  private static void growForest(
      Function<Random, double[][]> examples, int[] labels, int classes, long seed, DataOutput out)
      throws IOException {
    Random random = new Random(seed);
    out.writeByte(classes);
    out.writeShort(TREES);
    for (int tree = 0; tree < TREES; tree++) {
      TreeGrower.Node root = new TreeGrower(examples.apply(random), labels, classes, random).grow();
      out.writeShort(root.nodes());
      write(root, out);
    }
  }

  /** Writes a node, then what is left of it, then what is right of it. */
  private static void write(TreeGrower.Node node, DataOutput out) throws IOException {
    if (node.isLeaf()) {
      out.writeByte(Forest.LEAF | node.label());
      return;
    }
    out.writeByte(node.feature());
    out.writeFloat(node.threshold());
    write(node.left(), out);
    write(node.right(), out);
  }
}
