package roomtone.manager.decode;

/**
 * The four bytes before each frame of MPEG audio, layer III.
 *
 * @param version 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
 * @param bytes length of the frame with its header
 * @see "ISO/IEC 11172-3, 2.4.2.3; ISO/IEC 13818-3"
 */
public record Mp3Header(int version, int sampleRate, int channels, int bytes, boolean checked) {

  private static final int[] KBITS_1 = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0
  };
  private static final int[] KBITS_2 = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0
  };
  private static final int[] RATES = {44_100, 48_000, 32_000, 0};
  private static final int LAYER_3 = 1;

  /** The header at a place, null when there is none. */
  public static Mp3Header at(byte[] data, int offset) {
    int second = data[offset + 1] & 0xff;
    if (data[offset] != (byte) 0xff || (second & 0xe0) != 0xe0) {
      return null;
    }
    int version = second >> 3 & 3;
    int layer = second >> 1 & 3;
    int third = data[offset + 2] & 0xff;
    int kbits = (version == 3 ? KBITS_1 : KBITS_2)[third >> 4];
    int rate = RATES[third >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
    if (version == 1 || layer != LAYER_3 || kbits == 0 || rate == 0) {
      return null;
    }
    int padding = third >> 1 & 1;
    int bytes = (version == 3 ? 144_000 : 72_000) * kbits / rate + padding;
    int channels = (data[offset + 3] & 0xc0) == 0xc0 ? 1 : 2;
    return new Mp3Header(version, rate, channels, bytes, (second & 1) == 0);
  }

  /** Whether both can be frames of one stream. */
  boolean like(Mp3Header other) {
    return version == other.version && sampleRate == other.sampleRate && channels == other.channels;
  }

  /** Frames of sound in a frame of bytes. */
  int samples() {
    return version == 3 ? 1_152 : 576;
  }

  /**
   * Where an information frame has its mark: after the header and the side information, which it
   * leaves empty.
   */
  int infoOffset() {
    int side = version == 3 ? (channels == 1 ? 17 : 32) : (channels == 1 ? 9 : 17);
    return 4 + side + (checked ? 2 : 0);
  }
}
