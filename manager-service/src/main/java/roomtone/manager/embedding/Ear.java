package roomtone.manager.embedding;

import java.io.IOException;
import java.nio.file.Path;
import roomtone.manager.decode.AudioFormat;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.decode.FrameSource;
import roomtone.manager.decode.MonoStream;

/** Listens to the first minute of sound in windows of five seconds; pauses are left out. */
public final class Ear {

  private static final int WINDOW = 5 * Timbre.SAMPLE_RATE;
  private static final int WINDOWS = 12;

  /** A window whose highest sample is lower (-80 dBFS) holds no sound to judge. */
  private static final float SILENCE = 1e-4f;

  /**
   * What stays lower than this (-88 dBFS, just above one step of 16 bits) for half a second is a
   * pause: it says nothing about the sound around it, and beside it every sound would seem to swell
   * as a storm does.
   */
  private static final float QUIET = 4e-5f;

  private static final int PAUSE = Timbre.SAMPLE_RATE / 2;

  /** A rest at the end counts when it is half a window, or all there is and a tenth. */
  private static final int REST = WINDOW / 2;

  private static final int LEAST = WINDOW / 10;

  private final Timbre timbre = new Timbre();
  private final Listening listening;
  private final float[] window = new float[WINDOW];
  private int filled;
  private float peak;

  /** The quiet samples that came last: heard if sound follows before they are a pause. */
  private final float[] held = new float[PAUSE];

  private int quiet;

  public Ear(SoundModel model) {
    this.listening = new Listening(model);
  }

  /** Takes a sample, mono at {@value Timbre#SAMPLE_RATE} Hz. */
  public void accept(float sample) {
    if (done()) {
      return;
    }
    if (Math.abs(sample) < QUIET) {
      if (quiet < PAUSE) {
        held[quiet++] = sample;
      }
      return;
    }
    if (quiet < PAUSE) {
      for (int i = 0; i < quiet; i++) {
        hear(held[i]);
      }
    }
    quiet = 0;
    hear(sample);
  }

  private void hear(float sample) {
    if (done()) {
      return;
    }
    window[filled++] = sample;
    peak = Math.max(peak, Math.abs(sample));
    if (filled == WINDOW) {
      listen();
    }
  }

  /** Whether further samples would change anything. */
  public boolean done() {
    return listening.windows() == WINDOWS;
  }

  private void listen() {
    if (peak >= SILENCE) {
      centre();
      listening.add(timbre.describe(window, filled));
    }
    filled = 0;
    peak = 0;
  }

  /** Takes away what some recorders add to every sample: it cannot be heard. */
  private void centre() {
    double sum = 0;
    for (int i = 0; i < filled; i++) {
      sum += window[i];
    }
    float offset = (float) (sum / filled);
    for (int i = 0; i < filled; i++) {
      window[i] -= offset;
    }
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
  public Listening finish() {
    if (!done() && filled >= (listening.windows() == 0 ? LEAST : REST)) {
      listen();
    }
    return listening.windows() == 0 ? null : listening;
  }
}
