package roomtone.manager.decode;

import java.util.Arrays;

/**
 * The weight of each channel in the loudness, which depends on its loudspeaker: 1 in front, 1.41
 * (+1.5 dB) for surround, 0 for low-frequency effects.
 *
 * @see "ITU-R BS.1770-4, table 3 and annex 3"
 */
public final class ChannelLayout {

  private static final double SURROUND = 1.41;

  /** Speaker bits of WAVE_FORMAT_EXTENSIBLE. */
  private static final int LOW_FREQUENCY = 0x8;

  private static final int BACK_LEFT_RIGHT = 0x10 | 0x20;
  private static final int SIDE_LEFT_RIGHT = 0x200 | 0x400;

  private final double[] weights;

  private ChannelLayout(double... weights) {
    this.weights = weights;
  }

  public int channels() {
    return weights.length;
  }

  public double weight(int channel) {
    return weights[channel];
  }

  /**
   * The order of WAV and FLAC without a mask: left, right, centre, low frequency, surround left,
   * surround right.
   */
  public static ChannelLayout standard(int channels) {
    return switch (channels) {
      case 4 -> new ChannelLayout(1, 1, SURROUND, SURROUND);
      case 5 -> new ChannelLayout(1, 1, 1, SURROUND, SURROUND);
      case 6 -> new ChannelLayout(1, 1, 1, 0, SURROUND, SURROUND);
      case 7 -> new ChannelLayout(1, 1, 1, 0, 1, SURROUND, SURROUND);
      case 8 -> new ChannelLayout(1, 1, 1, 0, 1, 1, SURROUND, SURROUND);
      default -> equal(channels);
    };
  }

  /** The order of Vorbis: left, centre, right, surround left, surround right, low frequency. */
  public static ChannelLayout vorbis(int channels) {
    return switch (channels) {
      case 4 -> new ChannelLayout(1, 1, SURROUND, SURROUND);
      case 5 -> new ChannelLayout(1, 1, 1, SURROUND, SURROUND);
      case 6 -> new ChannelLayout(1, 1, 1, SURROUND, SURROUND, 0);
      case 7 -> new ChannelLayout(1, 1, 1, SURROUND, SURROUND, 1, 0);
      case 8 -> new ChannelLayout(1, 1, 1, SURROUND, SURROUND, 1, 1, 0);
      default -> equal(channels);
    };
  }

  /**
   * The layout of a WAV file that names its speakers.
   *
   * @param mask one bit for each speaker, the lowest is the first channel's; with fewer bits than
   *     channels the standard order holds
   */
  public static ChannelLayout ofMask(int channels, int mask) {
    if (Integer.bitCount(mask) < channels) {
      return standard(channels);
    }
    // With two surround pairs the sides stand at ±90°, and the backs beyond ±120° weigh 1.
    boolean sides = (mask & SIDE_LEFT_RIGHT) != 0;
    double[] weights = new double[channels];
    int rest = mask;
    for (int channel = 0; channel < channels; channel++) {
      int speaker = Integer.lowestOneBit(rest);
      rest ^= speaker;
      weights[channel] = weight(speaker, sides);
    }
    return new ChannelLayout(weights);
  }

  private static double weight(int speaker, boolean sides) {
    if (speaker == LOW_FREQUENCY) {
      return 0;
    }
    int surround = sides ? SIDE_LEFT_RIGHT : BACK_LEFT_RIGHT;
    return (speaker & surround) != 0 ? SURROUND : 1;
  }

  private static ChannelLayout equal(int channels) {
    double[] weights = new double[channels];
    Arrays.fill(weights, 1);
    return new ChannelLayout(weights);
  }
}
