package roomtone.manager.decode;

import java.io.Closeable;
import java.io.IOException;

/**
 * Decodes a file block by block. A block belongs to the source and is overwritten by the next one,
 * so that an hour of sound takes no more memory than a second. Used by one thread.
 */
public abstract class FrameSource implements Closeable {

  /** Stands for a number of frames that is known only at the end. */
  public static final long UNKNOWN = -1;

  /** In Hz. Sample rates outside are not used for music, and would cost time. */
  private static final int MIN_SAMPLE_RATE = 4_000;

  private static final int MAX_SAMPLE_RATE = 192_000;
  private static final int MAX_CHANNELS = 8;

  private final ChannelLayout layout;
  private final int sampleRate;

  FrameSource(ChannelLayout layout, int sampleRate) throws AudioUnreadable {
    if (layout.channels() > MAX_CHANNELS) {
      throw new AudioUnreadable(
          AudioUnreadable.Reason.TOO_LARGE,
          "The file has %d channels. Mix it down to at most %d."
              .formatted(layout.channels(), MAX_CHANNELS));
    }
    if (sampleRate < MIN_SAMPLE_RATE || sampleRate > MAX_SAMPLE_RATE) {
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

  /** Frames in the whole file as its headers state, or {@link #UNKNOWN}. Headers may be wrong. */
  public abstract long announcedFrames();

  /**
   * Decodes the next block.
   *
   * @return its frames, at least 1; -1 at the end
   * @throws AudioUnreadable when the file ends too early or is damaged; blocks before are good
   */
  public abstract int next() throws IOException, AudioUnreadable;

  /**
   * The block: interleaved samples, full scale is ±1. Only as many frames count as {@link #next}
   * returned.
   */
  public abstract float[] samples();
}
