package roomtone.manager.decode;

import java.util.Optional;

/**
 * Header of one frame of MPEG audio, as far as it tells layer and length.
 *
 * @param layer 1, 2 or 3 (3 is MP3)
 * @param length bytes from this header to the next
 * @see "ISO/IEC 11172-3 2.4.1.3, ISO/IEC 13818-3"
 */
record MpegFrame(int layer, int length) {

  private static final int[] LAYER_1_KBIT = {
    0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448
  };
  private static final int[] LAYER_2_KBIT = {
    0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384
  };
  private static final int[] LAYER_3_KBIT = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] LOW_LAYER_1_KBIT = {
    0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256
  };
  private static final int[] LOW_LAYER_2_3_KBIT = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] RATES = {44100, 48000, 32000};

  /** The frame whose header stands at the index, if one does. */
  static Optional<MpegFrame> at(FileHead head, int index) {
    int b1 = head.at(index + 1);
    int b2 = head.at(index + 2);
    if (head.at(index) != 0xff || b1 < 0 || (b1 & 0xe0) != 0xe0 || b2 < 0) {
      return Optional.empty();
    }
    int version = b1 >> 3 & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5, 1: reserved
    int layer = 4 - (b1 >> 1 & 3); // 4: reserved, or ADTS
    int bitrateIndex = b2 >> 4;
    int rateIndex = b2 >> 2 & 3;
    if (version == 1 || layer == 4 || bitrateIndex == 0 || bitrateIndex == 15 || rateIndex == 3) {
      return Optional.empty();
    }
    int rate = RATES[rateIndex] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
    int bits = kbit(version, layer)[bitrateIndex] * 1000;
    int padding = b2 >> 1 & 1;
    int length =
        switch (layer) {
          case 1 -> (12 * bits / rate + padding) * 4;
          case 3 -> (version == 3 ? 144 : 72) * bits / rate + padding;
          default -> 144 * bits / rate + padding;
        };
    return Optional.of(new MpegFrame(layer, length));
  }

  private static int[] kbit(int version, int layer) {
    if (version == 3) {
      return layer == 1 ? LAYER_1_KBIT : layer == 2 ? LAYER_2_KBIT : LAYER_3_KBIT;
    }
    return layer == 1 ? LOW_LAYER_1_KBIT : LOW_LAYER_2_3_KBIT;
  }
}
