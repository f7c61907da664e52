package roomtone.manager.embedding;

import java.io.IOException;
import java.nio.file.Path;
import roomtone.manager.decode.AudioFormat;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.decode.FrameSource;
import roomtone.manager.decode.MonoStream;

/**
 * Estimates the embedding of a recording from the first minute of its sound, in windows of five
 * seconds. Pauses are left out. Used by one thread.
 */
public final class AudioEmbedder {

  private static final int WINDOW = 5 * Timbre.SAMPLE_RATE;
  private static final int MAX_WINDOWS = 12;

  /** A window whose highest sample is lower (-80 dBFS) is silence and says nothing. */
  private static final float SILENCE = 1e-4f;

  /**
   * Samples below this (-88 dBFS, just above one step of 16 bits) for {@link #PAUSE} are a pause.
   * Within a window a pause makes every sound seem to swell as a storm does.
   */
  private static final float QUIET = 4e-5f;

  /** Half a second, in samples. */
  private static final int PAUSE = Timbre.SAMPLE_RATE / 2;

  /** A last window that is shorter counts when it has so many samples. */
  private static final int MIN_LAST_WINDOW = WINDOW / 2;

  /** An only window counts when it has so many samples. */
  private static final int MIN_ONLY_WINDOW = WINDOW / 10;

  private final Timbre timbre = new Timbre();
  private final WindowEstimates estimates;
  private final float[] window = new float[WINDOW];
  private int filled;
  private float peak;

  /** The last quiet samples: they belong to the window if sound follows within a pause. */
  private final float[] held = new float[PAUSE];

  private int quiet;

  /** Embeds with the given model. */
  public AudioEmbedder(SoundModel model) {
    this.estimates = new WindowEstimates(model);
  }

  /** Takes a sample, mono at {@value Timbre#SAMPLE_RATE} Hz; full scale is ±1. */
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
        addToWindow(held[i]);
      }
    }
    quiet = 0;
    addToWindow(sample);
  }

  private void addToWindow(float sample) {
    if (done()) {
      return;
    }
    window[filled++] = sample;
    peak = Math.max(peak, Math.abs(sample));
    if (filled == WINDOW) {
      estimateWindow();
    }
  }

  /** Whether it has heard enough: further samples change nothing. */
  public boolean done() {
    return estimates.windows() == MAX_WINDOWS;
  }

  private void estimateWindow() {
    if (peak >= SILENCE) {
      removeOffset();
      estimates.add(timbre.describe(window, filled));
    }
    filled = 0;
    peak = 0;
  }

  /** Takes the mean away that some recorders add to every sample: it cannot be heard. */
  private void removeOffset() {
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
   * Embeds a file, of which only the beginning is decoded.
   *
   * @return null when there is no sound to judge
   * @throws AudioUnreadable when it is no audio that can be decoded, or breaks off before anything
   *     was heard
   */
  public static WindowEstimates embed(Path file) throws IOException, AudioUnreadable {
    AudioEmbedder embedder = new AudioEmbedder(SoundModel.trained());
    try (FrameSource source = AudioFormat.open(file)) {
      MonoStream mono = new MonoStream(source.channels(), source.sampleRate(), embedder::accept);
      try {
        for (int frames = source.next(); frames > 0 && !embedder.done(); frames = source.next()) {
          mono.accept(source.samples(), frames);
        }
      } catch (AudioUnreadable breaksOff) {
        // A file that breaks off is judged as a shorter one.
        if (embedder.estimates.windows() == 0) {
          throw breaksOff;
        }
      }
      mono.finish();
    }
    return embedder.finish();
  }

  /** Judges the samples that are left, and gives what was estimated; null without any sound. */
  public WindowEstimates finish() {
    int min = estimates.windows() == 0 ? MIN_ONLY_WINDOW : MIN_LAST_WINDOW;
    if (!done() && filled >= min) {
      estimateWindow();
    }
    return estimates.windows() == 0 ? null : estimates;
  }
}
