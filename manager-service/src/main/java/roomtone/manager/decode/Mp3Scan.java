package roomtone.manager.decode;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Walks over the frames of an MP3 file. A frame counts only where it agrees with the first one and
 * another follows it: tags, covers and other bytes between frames are skipped, and random bytes are
 * not taken for sound.
 */
final class Mp3Scan implements Closeable {

  /** Frames that must follow each other where the first one is found. */
  private static final int CHAIN = 3;

  /** Bytes in which the first frame is searched. */
  private static final int SEARCH = 1 << 18;

  /** Bytes of the longest frame. */
  static final int MAX_FRAME = 2_881;

  private static final int WINDOW = 1 << 19;

  private final InputStream in;
  private final byte[] window = new byte[WINDOW];
  private int from;
  private int to;
  private boolean ended;
  private MpegHeader first;
  private boolean cut;

  /** Bytes so far that belong to no frame. */
  private long skipped;

  private Mp3Scan(InputStream in) {
    this.in = in;
  }

  static Mp3Scan open(Path path) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      in.mark(Id3.HEADER_BYTES);
      byte[] start = in.readNBytes(Id3.HEADER_BYTES);
      in.reset();
      skip(in, Id3.length(start));
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

  /** Whether a file has MP3 frames, at most {@link #SEARCH} bytes after its tag. */
  static boolean hasFrames(Path path) throws IOException {
    try (Mp3Scan scan = open(path)) {
      return scan.next(new byte[MAX_FRAME]) > 0;
    }
  }

  /** The header of the first frame; null until {@link #next} has found it. */
  MpegHeader first() {
    return first;
  }

  /** Whether the last frame ends before it should. */
  boolean cut() {
    return cut;
  }

  /**
   * Finds the next frame.
   *
   * @param frame receives its bytes, at most {@value #MAX_FRAME}
   * @return their number; -1 at the end
   */
  int next(byte[] frame) throws IOException {
    while (true) {
      fill(CHAIN * MAX_FRAME + MpegHeader.LENGTH);
      if (to - from < MpegHeader.LENGTH || (first == null && skipped > SEARCH)) {
        return -1;
      }
      MpegHeader header = MpegHeader.layer3At(window, from);
      if (header == null || !belongs(header)) {
        if (first != null && isTagAt(from)) {
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
  private boolean belongs(MpegHeader header) {
    if (first != null && !header.like(first)) {
      return false;
    }
    int position = from;
    MpegHeader next = header;
    int chain = first == null ? CHAIN : 2;
    for (int i = 1; i < chain; i++) {
      position += next.bytes();
      if (position + MpegHeader.LENGTH > to) {
        // The file ends here: its last frame has none behind it.
        return first != null || i > 1 || position == to;
      }
      next = MpegHeader.layer3At(window, position);
      if (next == null || !next.like(header)) {
        return first != null && isTagAt(position);
      }
    }
    return true;
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
