package roomtone.manager.decode;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Walks over the frames of an MP3 file. A frame counts only where it agrees with the first one and
 * another follows it, so that tags, covers and rubbish between frames are passed over and random
 * bytes are no music.
 */
final class Mp3Scan implements Closeable {

  /** Frames in a row that make a beginning. */
  private static final int CHAIN = 3;

  /** How far into a file its first frame is looked for. */
  private static final int SEARCH = 1 << 18;

  static final int LONGEST_FRAME = 2_881;
  private static final int WINDOW = 1 << 19;

  private final InputStream in;
  private final byte[] window = new byte[WINDOW];
  private int from;
  private int to;
  private boolean ended;
  private Mp3Header first;
  private boolean cut;
  private long skipped;

  private Mp3Scan(InputStream in) {
    this.in = in;
  }

  static Mp3Scan open(Path path) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      in.mark(10);
      byte[] start = in.readNBytes(10);
      in.reset();
      skip(in, id3Length(start));
      return new Mp3Scan(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static void skip(InputStream in, long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      long skipped = in.skip(left);
      if (skipped == 0 && in.read() < 0) {
        return;
      }
      left -= Math.max(skipped, 1);
    }
  }

  /** Bytes of the ID3v2 tag that begins here, 0 without one. */
  static long id3Length(byte[] head) {
    if (head.length < 10 || head[0] != 'I' || head[1] != 'D' || head[2] != '3') {
      return 0;
    }
    long body =
        (head[6] & 0x7fL) << 21 | (head[7] & 0x7f) << 14 | (head[8] & 0x7f) << 7 | (head[9] & 0x7f);
    boolean footer = (head[5] & 0x10) != 0;
    return 10 + body + (footer ? 10 : 0);
  }

  /** Whether frames begin here, however much stands before the first. */
  static boolean hasFrames(Path path) throws IOException {
    try (Mp3Scan scan = open(path)) {
      return scan.next(new byte[LONGEST_FRAME]) > 0;
    }
  }

  /** The first frame's header; null before {@link #next} found one. */
  Mp3Header first() {
    return first;
  }

  /** Whether the last frame ends before it should. */
  boolean cut() {
    return cut;
  }

  /** Bytes that belonged to no frame. */
  long skipped() {
    return skipped;
  }

  /**
   * Finds the next frame.
   *
   * @param frame receives its bytes
   * @return their number; -1 at the end
   */
  int next(byte[] frame) throws IOException {
    while (true) {
      fill(CHAIN * LONGEST_FRAME + 4);
      if (to - from < 4 || (first == null && skipped > SEARCH)) {
        return -1;
      }
      Mp3Header header = Mp3Header.at(window, from);
      if (header == null || !belongs(header)) {
        if (first != null && isTag()) {
          return -1;
        }
        from++;
        skipped++;
        continue;
      }
      if (from + header.bytes() > to) {
        cut = first != null;
        return -1;
      }
      if (first == null) {
        first = header;
      }
      System.arraycopy(window, from, frame, 0, header.bytes());
      from += header.bytes();
      return header.bytes();
    }
  }

  /** Whether this is a frame of the stream and not four bytes that look like one. */
  private boolean belongs(Mp3Header header) {
    if (first != null && !header.like(first)) {
      return false;
    }
    int position = from;
    Mp3Header next = header;
    int chain = first == null ? CHAIN : 2;
    for (int i = 1; i < chain; i++) {
      position += next.bytes();
      if (position + 4 > to) {
        // The file ends here; a lone frame at its end is believed when others came before.
        return first != null || i > 1 || position == to;
      }
      next = Mp3Header.at(window, position);
      if (next == null || !next.like(header)) {
        return first != null && isTagAt(position);
      }
    }
    return true;
  }

  private boolean isTag() {
    return isTagAt(from);
  }

  private boolean isTagAt(int position) {
    return starts(position, "TAG")
        || starts(position, "APETAGEX")
        || starts(position, "LYRICSBEGIN");
  }

  private boolean starts(int position, String mark) {
    if (position + mark.length() > to) {
      return false;
    }
    for (int i = 0; i < mark.length(); i++) {
      if (window[position + i] != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void fill(int wanted) throws IOException {
    if (to - from >= wanted || ended) {
      return;
    }
    System.arraycopy(window, from, window, 0, to - from);
    to -= from;
    from = 0;
    int read = in.readNBytes(window, to, WINDOW - to);
    ended = read < WINDOW - to;
    to += read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
