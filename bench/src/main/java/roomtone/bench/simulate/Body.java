package roomtone.bench.simulate;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The body of an answer: of a known length, up to the end of the connection, or in chunks. */
final class Body extends InputStream {

  private static final int LONGEST_SIZE = 1024;

  private final InputStream in;
  private final boolean isChunked;

  /** Bytes left in the body, or in this chunk. */
  private long left;

  private boolean begun;
  private boolean over;

  private Body(InputStream in, boolean isChunked, long left) {
    this.in = in;
    this.isChunked = isChunked;
    this.left = left;
  }

  /**
   * A body that is not in chunks.
   *
   * @param length {@link Long#MAX_VALUE}: up to the end of the connection
   */
  static Body ofLength(InputStream in, long length) {
    return new Body(in, false, length);
  }

  static Body chunked(InputStream in) {
    return new Body(in, true, 0);
  }

  /**
   * Reads a line without its end (LF or CR LF).
   *
   * @return empty at the end of the stream
   * @throws IOException when it is longer than the limit
   */
  static Optional<String> line(InputStream in, int limit) throws IOException {
    byte[] bytes = new byte[128];
    int length = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (length == 0) {
          return Optional.empty();
        }
        throw new EOFException("the connection was closed in the middle of a line");
      }
      if (length == limit) {
        throw new IOException("a line is too long");
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = (byte) next;
    }
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
    return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (isChunked && left == 0 && !over) {
      nextChunk();
    }
    if (over || left == 0) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      if (!isChunked && left == Long.MAX_VALUE) {
        return -1;
      }
      throw new EOFException("the connection was closed in the middle of an answer");
    }
    if (left != Long.MAX_VALUE) {
      left -= count;
    }
    return count;
  }

  private void nextChunk() throws IOException {
    if (begun) {
      required();
    }
    begun = true;
    String size = required().replaceFirst(";.*", "").strip();
    try {
      left = Long.parseLong(size, 16);
    } catch (NumberFormatException e) {
      throw new IOException("not the size of a chunk: " + size, e);
    }
    if (left == 0) {
      over = true;
      // The trailer, which ends with an empty line.
      String trailer = required();
      while (!trailer.isEmpty()) {
        trailer = required();
      }
    }
  }

  private String required() throws IOException {
    return line(in, LONGEST_SIZE)
        .orElseThrow(
            () -> new EOFException("the connection was closed in the middle of an answer"));
  }
}
