package roomtone.manager.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A window of the bytes of a file, from an offset on. What lies beyond the end of the file reads as
 * absent and is no error.
 */
final class FileHead {

  /** Bytes of a window: enough for every signature, a first Ogg page and two MPEG frames. */
  private static final int WINDOW = 8192;

  private final Path file;
  private final long offset;
  private final byte[] bytes;

  private FileHead(Path file, long offset, byte[] bytes) {
    this.file = file;
    this.offset = offset;
    this.bytes = bytes;
  }

  static FileHead of(Path file) throws IOException {
    return at(file, 0);
  }

  /** The window that begins so many bytes after the beginning of this one. */
  FileHead skip(long distance) throws IOException {
    return at(file, offset + distance);
  }

  private static FileHead at(Path file, long offset) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(offset);
      ByteBuffer buffer = ByteBuffer.allocate(WINDOW);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // reads on until the window is full or the file ends
      }
      return new FileHead(file, offset, Arrays.copyOf(buffer.array(), buffer.position()));
    }
  }

  /** All bytes of this window, not copied. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /** The offset in the file at which this window begins. */
  long offset() {
    return offset;
  }

  /** The unsigned byte at an index; -1 beyond the end. */
  int at(int index) {
    return index < bytes.length ? bytes[index] & 0xff : -1;
  }

  /** Whether these characters, of one byte each, stand at the index. */
  boolean has(int index, String ascii) {
    byte[] wanted = ascii.getBytes(StandardCharsets.ISO_8859_1);
    return index + wanted.length <= bytes.length
        && Arrays.equals(bytes, index, index + wanted.length, wanted, 0, wanted.length);
  }

  /** Whether all bytes of the window are text in UTF-8. */
  boolean isText() {
    if (bytes.length == 0) {
      return false;
    }
    for (byte b : bytes) {
      boolean control = b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f';
      if (control || b == 0x7f) {
        return false;
      }
    }
    // The end of the window may cut a character.
    String text = new String(bytes, StandardCharsets.UTF_8);
    int bad = text.indexOf('\uFFFD');
    return bad < 0 || bad >= text.length() - 3;
  }
}
