package roomtone.manager.decode;

/**
 * Mixes a stream down to one channel and brings it to {@value #SAMPLE_RATE} Hz. Where channels
 * cancel each other out, as those of opposite phase do, the strongest is taken instead.
 */
public final class MonoStream {

  /** Frames per second of the mixed stream; tempo and embedding are estimated at this rate. */
  public static final int SAMPLE_RATE = 22_050;

  /**
   * A mix with a smaller share of the power of its strongest channel has cancelled out. Eight
   * channels that have nothing in common still leave an eighth.
   */
  private static final double CANCELLED = 0.1;

  private final int channels;
  private final Resampler resampler;
  private final Resampler.Sink sink;
  private float[] mixed = new float[0];

  /** Sums of squares since the beginning. */
  private final double[] channelPower;

  private double mixedPower;

  public MonoStream(int channels, int sampleRate, Resampler.Sink sink) {
    this.channels = channels;
    this.channelPower = new double[channels];
    this.resampler = new Resampler(sampleRate, SAMPLE_RATE);
    this.sink = sink;
  }

  /** Takes interleaved frames. */
  public void accept(float[] samples, int frames) {
    if (mixed.length < frames) {
      mixed = new float[frames];
    }
    int at = 0;
    for (int i = 0; i < frames; i++) {
      float sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        float sample = samples[at++];
        channelPower[channel] += sample * sample;
        sum += sample;
      }
      mixed[i] = sum / channels;
      mixedPower += mixed[i] * mixed[i];
    }
    int strongest = strongest();
    if (mixedPower < CANCELLED * channelPower[strongest]) {
      for (int i = 0; i < frames; i++) {
        mixed[i] = samples[i * channels + strongest];
      }
    }
    resampler.accept(mixed, frames, sink);
  }

  /** The channel with the most power so far. */
  private int strongest() {
    int strongest = 0;
    for (int channel = 1; channel < channels; channel++) {
      if (channelPower[channel] > channelPower[strongest]) {
        strongest = channel;
      }
    }
    return strongest;
  }

  public void finish() {
    resampler.finish(sink);
  }
}
