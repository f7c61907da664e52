package roomtone.manager.audio;

/** Mixes a stream down to one channel and brings it to {@value Timbre#SAMPLE_RATE} Hz. */
final class MonoStream {

  private final int channels;
  private final Resampler resampler;
  private final Resampler.Sink sink;
  private float[] mixed = new float[0];

  MonoStream(int channels, int sampleRate, Resampler.Sink sink) {
    this.channels = channels;
    this.resampler = new Resampler(sampleRate, Timbre.SAMPLE_RATE);
    this.sink = sink;
  }

  /** Takes interleaved frames. */
  void accept(float[] samples, int frames) {
    if (mixed.length < frames) {
      mixed = new float[frames];
    }
    int at = 0;
    for (int i = 0; i < frames; i++) {
      float sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        sum += samples[at++];
      }
      mixed[i] = sum / channels;
    }
    resampler.accept(mixed, frames, sink);
  }

  void finish() {
    resampler.finish(sink);
  }
}
