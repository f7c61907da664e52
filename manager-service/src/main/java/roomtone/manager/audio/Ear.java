package roomtone.manager.audio;

import java.io.IOException;
import java.nio.file.Path;

/** Listens to the first minute of sound in windows of five seconds. */
final class Ear {

  private static final int WINDOW = 5 * Timbre.SAMPLE_RATE;
  private static final int WINDOWS = 12;

  /** A window whose highest sample is lower (-80 dBFS) holds no sound to judge. */
  private static final float SILENCE = 1e-4f;

  /** A rest at the end counts when it is half a window, or all there is and a tenth. */
  private static final int REST = WINDOW / 2;

  private static final int LEAST = WINDOW / 10;

  private final Timbre timbre = new Timbre();
  private final Listening listening;
  private final float[] window = new float[WINDOW];
  private int filled;
  private float peak;

  Ear(SoundModel model) {
    this.listening = new Listening(model);
  }

  /** Takes a sample, mono at {@value Timbre#SAMPLE_RATE} Hz. */
  void accept(float sample) {
    if (listening.windows() == WINDOWS) {
      return;
    }
    window[filled++] = sample;
    peak = Math.max(peak, Math.abs(sample));
    if (filled == WINDOW) {
      listen();
    }
  }

  /** Whether further samples would change anything. */
  boolean done() {
    return listening.windows() == WINDOWS;
  }

  private void listen() {
    if (peak >= SILENCE) {
      listening.add(timbre.describe(window, filled));
    }
    filled = 0;
    peak = 0;
  }

  /**
   * Listens to the beginning of a file, without measuring it.
   *
   * @return what was heard; null when there was nothing to judge
   */
  static Listening listen(Path file) throws IOException, AudioUnreadable {
    Ear ear = new Ear(SoundModel.trained());
    try (FrameSource source = AudioFormat.open(file)) {
      MonoStream mono = new MonoStream(source.channels(), source.sampleRate(), ear::accept);
      try {
        for (int frames = source.next(); frames > 0 && !ear.done(); frames = source.next()) {
          mono.accept(source.samples(), frames);
        }
      } catch (AudioUnreadable breaksOff) {
        // What was heard before is as good as a shorter file.
        if (ear.listening.windows() == 0) {
          throw breaksOff;
        }
      }
      mono.finish();
    }
    return ear.finish();
  }

  /** What was heard; null when there was nothing to judge. */
  Listening finish() {
    if (!done() && filled >= (listening.windows() == 0 ? LEAST : REST)) {
      listen();
    }
    return listening.windows() == 0 ? null : listening;
  }
}
