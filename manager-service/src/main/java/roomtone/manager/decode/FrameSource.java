package roomtone.manager.decode;

import java.io.Closeable;
import java.io.IOException;

/**
 * Decoded audio, block by block. A block belongs to the source and is overwritten by the next one,
 * so that an hour of sound takes no more memory than a second. Used by one thread.
 */
public abstract class FrameSource implements Closeable {

  /** Where the number of frames is only known at the end. */
  public static final long UNKNOWN = -1;

  /** Sample rates outside are nobody's music and would only cost time. */
  private static final int SLOWEST = 4_000;

  private static final int FASTEST = 192_000;
  private static final int MOST_CHANNELS = 8;

  private final ChannelLayout layout;
  private final int sampleRate;

  FrameSource(ChannelLayout layout, int sampleRate) throws AudioUnreadable {
    if (layout.channels() > MOST_CHANNELS) {
      throw new AudioUnreadable(
          AudioUnreadable.Reason.TOO_LARGE,
          "The file has %d channels. Mix it down to at most %d."
              .formatted(layout.channels(), MOST_CHANNELS));
    }
    if (sampleRate < SLOWEST || sampleRate > FASTEST) {
      throw new AudioUnreadable(
          AudioUnreadable.Reason.TOO_LARGE,
          "The file has a sample rate of %d Hz. Export it at 44100 or 48000 Hz."
              .formatted(sampleRate));
    }
    this.layout = layout;
    this.sampleRate = sampleRate;
  }

  /** Frames per second. */
  public final int sampleRate() {
    return sampleRate;
  }

  public final int channels() {
    return layout.channels();
  }

  public final ChannelLayout layout() {
    return layout;
  }

  /**
   * Frames in the whole file as its headers tell, or {@link #UNKNOWN}; a hint, for headers may lie.
   */
  public abstract long announcedFrames();

  /**
   * Decodes the next block.
   *
   * @return its frames, at least 1; -1 at the end
   * @throws AudioUnreadable when the file breaks off or contradicts itself; whatever was delivered
   *     before is good
   */
  public abstract int next() throws IOException, AudioUnreadable;

  /** The block: interleaved samples, full scale is ±1; only the frames that {@link #next} told. */
  public abstract float[] samples();
}
