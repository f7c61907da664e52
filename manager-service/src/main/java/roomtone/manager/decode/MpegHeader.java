package roomtone.manager.decode;

/**
 * The four bytes before each frame of MPEG audio.
 *
 * @param version 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
 * @param layer 1, 2 or 3; MP3 is layer 3
 * @param sampleRate Hz
 * @param channels 1 or 2
 * @param bytes length of the frame with its header
 * @param checked whether a checksum of two bytes follows the header
 * @see "ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3; ISO/IEC 13818-3"
 */
public record MpegHeader(
    int version, int layer, int sampleRate, int channels, int bytes, boolean checked) {

  /** Bytes of a header. */
  static final int LENGTH = 4;

  private static final int MPEG_1 = 3;
  private static final int RESERVED_VERSION = 1;
  private static final int RESERVED_LAYER = 4;

  /** Bit rates in kbit/s by version, layer and index; 0 is none that is known. */
  private static final int[][] KBITS_MPEG_1 = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
  };

  private static final int[] KBITS_LOW_LAYER_1 = {
    0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0
  };
  private static final int[] KBITS_LOW_LAYER_2_3 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0
  };
  private static final int[] RATES_MPEG_1 = {44_100, 48_000, 32_000, 0};

  /** The header at a place; null when there is none. */
  static MpegHeader at(byte[] data, int offset) {
    if (offset + LENGTH > data.length) {
      return null;
    }
    int second = data[offset + 1] & 0xff;
    if (data[offset] != (byte) 0xff || (second & 0xe0) != 0xe0) {
      return null;
    }
    int version = second >> 3 & 3;
    int layer = RESERVED_LAYER - (second >> 1 & 3);
    int third = data[offset + 2] & 0xff;
    int rate = RATES_MPEG_1[third >> 2 & 3] >> (version == MPEG_1 ? 0 : version == 2 ? 1 : 2);
    if (version == RESERVED_VERSION || layer == RESERVED_LAYER || rate == 0) {
      return null;
    }
    int bits = 1_000 * kbits(version, layer)[third >> 4];
    if (bits == 0) {
      return null;
    }
    int padding = third >> 1 & 1;
    int bytes =
        switch (layer) {
          case 1 -> (12 * bits / rate + padding) * 4;
          case 2 -> 144 * bits / rate + padding;
          default -> (version == MPEG_1 ? 144 : 72) * bits / rate + padding;
        };
    int channels = (data[offset + 3] & 0xc0) == 0xc0 ? 1 : 2;
    return new MpegHeader(version, layer, rate, channels, bytes, (second & 1) == 0);
  }

  /** The header of an MP3 frame at a place; null when there is none. */
  public static MpegHeader layer3At(byte[] data, int offset) {
    MpegHeader header = at(data, offset);
    return header == null || header.layer != 3 ? null : header;
  }

  private static int[] kbits(int version, int layer) {
    if (version == MPEG_1) {
      return KBITS_MPEG_1[layer - 1];
    }
    return layer == 1 ? KBITS_LOW_LAYER_1 : KBITS_LOW_LAYER_2_3;
  }

  /** Whether both can be frames of one stream. */
  boolean like(MpegHeader other) {
    return version == other.version && sampleRate == other.sampleRate && channels == other.channels;
  }

  /** Samples of each channel in an MP3 frame. */
  int samples() {
    return version == MPEG_1 ? 1_152 : 576;
  }

  /**
   * The offset of the mark in an information frame of MP3: it stands after the header and the side
   * information, which is empty in such a frame.
   */
  int infoOffset() {
    int side = version == MPEG_1 ? (channels == 1 ? 17 : 32) : (channels == 1 ? 9 : 17);
    return LENGTH + side + (checked ? 2 : 0);
  }
}
