package roomtone.manager.decode;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the packets of the Vorbis stream of an Ogg file. Streams of other kinds beside it are
 * skipped.
 *
 * @see "RFC 3533"
 */
final class OggPages implements Closeable {

  private static final int HEADER = 27;

  /**
   * The most bytes that are kept of a packet. A packet of sound has some kilobytes; comments with
   * covers are larger and not needed.
   */
  private static final int MAX_PACKET = 1 << 20;

  private static final int CONTINUED = 1;
  private static final int BEGIN = 2;
  private static final int END = 4;
  private static final int[] CRC = crcTable();

  private final InputStream in;
  private final byte[] header = new byte[HEADER + 255];
  private final byte[] body = new byte[255 * 255];
  private int segments;
  private int segment;
  private int bodyPosition;
  private boolean haveStream;
  private int serial;
  private long granule;
  private boolean lastPage;
  private byte[] packet = new byte[8_192];
  private int length;
  private boolean overlong;

  private OggPages(InputStream in) {
    this.in = in;
  }

  static OggPages open(Path path) throws IOException {
    return new OggPages(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
  }

  /** The last packet that was read, in the first {@link #length} bytes. */
  byte[] packet() {
    return packet;
  }

  int length() {
    return length;
  }

  /** Whether the packet is longer than what was kept of it. */
  boolean overlong() {
    return overlong;
  }

  /** Frames of sound up to the end of the last packet that ends on this page; -1: not stated. */
  long granule() {
    return granule;
  }

  /** Whether the packet is the last one that ends on its page, whose end {@link #granule} is. */
  boolean lastOfPage() {
    for (int i = segment; i < segments; i++) {
      if ((header[HEADER + i] & 0xff) < 255) {
        return false;
      }
    }
    return true;
  }

  /** Whether the packet lies on the stream's last page. */
  boolean lastPage() {
    return lastPage;
  }

  /**
   * Reads the next packet.
   *
   * @return false at the end of the file
   * @throws AudioUnreadable when the file ends within a page or a page is damaged
   */
  boolean next() throws IOException, AudioUnreadable {
    length = 0;
    overlong = false;
    while (true) {
      while (segment < segments) {
        int lacing = header[HEADER + segment++] & 0xff;
        append(lacing);
        if (lacing < 255) {
          return true;
        }
      }
      if (!nextPage()) {
        return false;
      }
    }
  }

  private void append(int count) {
    if (length + count > MAX_PACKET) {
      overlong = true;
    } else {
      if (length + count > packet.length) {
        packet = Arrays.copyOf(packet, Math.max(length + count, packet.length * 2));
      }
      System.arraycopy(body, bodyPosition, packet, length, count);
      length += count;
    }
    bodyPosition += count;
  }

  private boolean nextPage() throws IOException, AudioUnreadable {
    while (true) {
      int read = in.readNBytes(header, 0, HEADER);
      if (read == 0) {
        return false;
      }
      boolean isPage = header[0] == 'O' && header[1] == 'g' && header[2] == 'g' && header[3] == 'S';
      if (read < HEADER && isPage) {
        throw AudioUnreadable.truncated("OGG");
      }
      if (!isPage) {
        if (lastPage) {
          // Something else stands behind the sound, such as a tag.
          return false;
        }
        throw AudioUnreadable.damaged("OGG", "a broken page");
      }
      readPage();
      if (isOurs()) {
        return true;
      }
    }
  }

  private void readPage() throws IOException, AudioUnreadable {
    segments = header[26] & 0xff;
    if (in.readNBytes(header, HEADER, segments) < segments) {
      throw AudioUnreadable.truncated("OGG");
    }
    int bytes = 0;
    for (int i = 0; i < segments; i++) {
      bytes += header[HEADER + i] & 0xff;
    }
    if (in.readNBytes(body, 0, bytes) < bytes) {
      throw AudioUnreadable.truncated("OGG");
    }
    int stated = (int) number(22, 4);
    Arrays.fill(header, 22, 26, (byte) 0);
    if (crc(crc(0, header, HEADER + segments), body, bytes) != stated) {
      throw AudioUnreadable.damaged("OGG", "a wrong checksum");
    }
  }

  private boolean isOurs() {
    int flags = header[5];
    int pageSerial = (int) number(14, 4);
    boolean begins = (flags & BEGIN) != 0 && isVorbis();
    if ((!haveStream && begins) || (lastPage && begins)) {
      haveStream = true;
      serial = pageSerial;
    }
    boolean ours = haveStream && pageSerial == serial;
    segment = 0;
    bodyPosition = 0;
    if (!ours) {
      segments = 0;
      return false;
    }
    if ((flags & CONTINUED) != 0 && length == 0) {
      skipContinued();
    }
    granule = number(6, 8);
    lastPage = (flags & END) != 0;
    return true;
  }

  /** Skips the rest of a packet whose beginning is missing. */
  private void skipContinued() {
    while (segment < segments) {
      int lacing = header[HEADER + segment++] & 0xff;
      bodyPosition += lacing;
      if (lacing < 255) {
        return;
      }
    }
  }

  private boolean isVorbis() {
    byte[] mark = {1, 'v', 'o', 'r', 'b', 'i', 's'};
    return Arrays.equals(mark, 0, mark.length, body, 0, mark.length);
  }

  private long number(int offset, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (header[offset + i] & 0xff);
    }
    return value;
  }

  private static int crc(int start, byte[] data, int count) {
    int crc = start;
    for (int i = 0; i < count; i++) {
      crc = crc << 8 ^ CRC[(crc >>> 24 ^ data[i]) & 0xff];
    }
    return crc;
  }

  private static int[] crcTable() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int value = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        value = value << 1 ^ (value < 0 ? 0x04c11db7 : 0);
      }
      table[i] = value;
    }
    return table;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
