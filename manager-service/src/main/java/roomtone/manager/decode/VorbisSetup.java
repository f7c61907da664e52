package roomtone.manager.decode;

/**
 * Checks the sizes of the tables that a Vorbis set-up header asks for. The decoder does not check
 * them: a header of a few bytes could make it allocate gigabytes. Real headers stay a hundred times
 * below these limits.
 *
 * @see "Vorbis I specification, 3.2.1 and 4.2.4"
 */
final class VorbisSetup {

  private static final int CODEBOOK = 0x564342;

  /** Numbers in one code book. */
  private static final long MAX_BOOK = 1 << 20;

  /** Numbers in all code books. */
  private static final long MAX_BOOKS = 1 << 22;

  private final byte[] data;
  private final int length;
  private long bit = 7 * 8;
  private int[] entries;
  private int[] dimensions;

  private VorbisSetup(byte[] data, int length) {
    this.data = data;
    this.length = length;
  }

  /**
   * Checks a header.
   *
   * @throws AudioUnreadable when it asks for tables beyond the limits
   */
  static void check(byte[] packet, int length) throws AudioUnreadable {
    VorbisSetup setup = new VorbisSetup(packet, length);
    setup.codebooks();
    setup.skip(16L * (setup.read(6) + 1));
    setup.floors();
    setup.residues();
  }

  private void codebooks() throws AudioUnreadable {
    int count = read(8) + 1;
    entries = new int[count];
    dimensions = new int[count];
    long all = 0;
    for (int i = 0; i < count; i++) {
      require(read(24) == CODEBOOK);
      dimensions[i] = read(16);
      entries[i] = read(24);
      require(dimensions[i] > 0 && entries[i] > 0);
      long size = (long) dimensions[i] * entries[i];
      all += size;
      require(size <= MAX_BOOK && all <= MAX_BOOKS);
      lengths(entries[i]);
      values(entries[i], dimensions[i]);
    }
  }

  private void lengths(int count) throws AudioUnreadable {
    if (read(1) == 1) {
      int width = read(5) + 1;
      for (int i = 0; i < count; width++) {
        require(width <= 32);
        i += read(32 - Integer.numberOfLeadingZeros(count - i));
        require(i <= count);
      }
    } else if (read(1) == 0) {
      skip(5L * count);
    } else {
      for (int i = 0; i < count; i++) {
        if (read(1) == 1) {
          skip(5);
        }
      }
    }
  }

  private void values(int count, int dims) throws AudioUnreadable {
    int lookup = read(4);
    require(lookup <= 2);
    if (lookup == 0) {
      return;
    }
    skip(64);
    int bits = read(4) + 1;
    skip(1);
    skip(bits * (lookup == 1 ? root(count, dims) : (long) count * dims));
  }

  /** The largest whole number whose power does not exceed the count. */
  private static long root(int count, int power) {
    int root = (int) Math.floor(Math.pow(count, 1.0 / power));
    while (Math.pow(root + 1.0, power) <= count) {
      root++;
    }
    while (root > 1 && Math.pow(root, power) > count) {
      root--;
    }
    return root;
  }

  private void floors() throws AudioUnreadable {
    int count = read(6) + 1;
    for (int i = 0; i < count; i++) {
      int type = read(16);
      require(type <= 1);
      if (type == 0) {
        skip(8 + 16 + 16 + 6 + 8);
        skip(8L * (read(4) + 1));
      } else {
        floor1();
      }
    }
  }

  private void floor1() throws AudioUnreadable {
    int[] classOf = new int[read(5)];
    int classes = 0;
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = read(4);
      classes = Math.max(classes, classOf[i] + 1);
    }
    int[] dims = new int[classes];
    for (int i = 0; i < classes; i++) {
      dims[i] = read(3) + 1;
      int subclasses = read(2);
      if (subclasses > 0) {
        require(read(8) < entries.length);
      }
      skip(8L << subclasses);
    }
    skip(2);
    int bits = read(4);
    for (int classNumber : classOf) {
      skip((long) bits * dims[classNumber]);
    }
  }

  private void residues() throws AudioUnreadable {
    int count = read(6) + 1;
    for (int i = 0; i < count; i++) {
      require(read(16) <= 2);
      skip(24 + 24 + 24);
      int classifications = read(6) + 1;
      int book = read(8);
      require(book < entries.length);
      // The decoder allocates a row for each word of classifications.
      require(Math.pow(classifications, dimensions[book]) <= entries[book]);
      int stages = 0;
      for (int c = 0; c < classifications; c++) {
        int low = read(3);
        int high = read(1) == 1 ? read(5) : 0;
        stages += Integer.bitCount(high << 3 | low);
      }
      skip(8L * stages);
    }
  }

  private int read(int bits) throws AudioUnreadable {
    int value = 0;
    for (int i = 0; i < bits; i++, bit++) {
      require(bit < 8L * length);
      value |= (data[(int) (bit >> 3)] >> (int) (bit & 7) & 1) << i;
    }
    return value;
  }

  private void skip(long bits) throws AudioUnreadable {
    bit += bits;
    require(bit <= 8L * length);
  }

  private static void require(boolean sound) throws AudioUnreadable {
    if (!sound) {
      throw AudioUnreadable.damaged("OGG", "its set-up header");
    }
  }
}
