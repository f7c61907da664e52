package roomtone.manager.analysis;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import roomtone.manager.decode.AudioFormat;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.decode.FrameSource;
import roomtone.manager.decode.MonoStream;
import roomtone.manager.embedding.AudioEmbedder;
import roomtone.manager.embedding.EmbeddingEstimate;
import roomtone.manager.embedding.Keywords;
import roomtone.manager.embedding.SoundModel;
import roomtone.manager.embedding.WindowEstimates;
import roomtone.manager.measure.Loudness;
import roomtone.manager.measure.PeakMeter;
import roomtone.manager.measure.TempoEstimator;

/**
 * Analyses a file in one pass from beginning to end, in bounded memory. Safe for use by many
 * threads; a call works on the thread of its caller and ends early when that is interrupted.
 */
public final class AudioAnalysis {

  /** The type of a song, which decides what its analysis looks for. */
  public enum SoundType {
    /** Sound without a beat, played for a set time. */
    SOUNDSCAPE,
    /** Music, played once. The model knows none, so its embedding is always a suggestion. */
    INSTRUMENTAL;

    /** The type by its name in a song's row. */
    public static SoundType of(String name) {
      return "instrumental".equals(name) ? INSTRUMENTAL : SOUNDSCAPE;
    }
  }

  /** After this time the rest of a file is not analysed. */
  public static final Duration BUDGET = Duration.ofSeconds(60);

  /**
   * A file that plays longer is refused, however small it is: silence compresses to nearly nothing.
   */
  static final long MAX_SECONDS = 6 * 3_600;

  private final Duration budget;
  private final long maxSeconds;
  private final LongSupplier nanoTime;

  /** Analyses within {@link #BUDGET}. */
  public AudioAnalysis() {
    this(BUDGET);
  }

  /** Analyses for so long at most. */
  public AudioAnalysis(Duration budget) {
    this(budget, MAX_SECONDS, System::nanoTime);
  }

  AudioAnalysis(Duration budget, long maxSeconds, LongSupplier nanoTime) {
    this.budget = budget;
    this.maxSeconds = maxSeconds;
    this.nanoTime = nanoTime;
  }

  /**
   * Analyses a file.
   *
   * @param words title and tags, which may name what is heard
   * @throws AudioUnreadable when it is no audio that is taken in; the message says why
   * @throws InterruptedException when the thread was interrupted meanwhile
   */
  public Analysis analyse(Path file, SoundType type, Collection<String> words)
      throws IOException, AudioUnreadable, InterruptedException {
    long start = nanoTime.getAsLong();
    try (FrameSource source = AudioFormat.open(file)) {
      refuseLongerThan(maxSeconds, source, source.announcedFrames());
      Pass pass = new Pass(source, type, maxSeconds);
      boolean ended = false;
      while (!ended && nanoTime.getAsLong() - start < budget.toNanos()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("analysis of " + file.getFileName());
        }
        ended = !pass.next();
      }
      return pass.result(ended, Keywords.in(words));
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("analysis of " + file.getFileName());
    }
  }

  private static void refuseLongerThan(long seconds, FrameSource source, long frames)
      throws AudioUnreadable {
    if (frames > seconds * source.sampleRate()) {
      throw new AudioUnreadable(
          AudioUnreadable.Reason.TOO_LARGE,
          "The file plays for more than %d hours. Cut it into shorter ones."
              .formatted(seconds / 3_600));
    }
  }

  /** One pass over one file. */
  private static final class Pass {
    private final FrameSource source;
    private final SoundType type;
    private final long maxSeconds;
    private final Loudness loudness;
    private final PeakMeter peaks;
    private final AudioEmbedder embedder = new AudioEmbedder(SoundModel.trained());
    private final TempoEstimator tempo;
    private final MonoStream mono;
    private long frames;

    Pass(FrameSource source, SoundType type, long maxSeconds) {
      this.source = source;
      this.maxSeconds = maxSeconds;
      this.type = type;
      this.loudness = new Loudness(source.layout(), source.sampleRate());
      this.peaks = new PeakMeter(source.channels());
      this.tempo = type == SoundType.INSTRUMENTAL ? new TempoEstimator() : null;
      this.mono = new MonoStream(source.channels(), source.sampleRate(), this::accept);
    }

    private void accept(float sample) {
      embedder.accept(sample);
      if (tempo != null) {
        tempo.accept(sample);
      }
    }

    boolean next() throws IOException, AudioUnreadable {
      int count = source.next();
      if (count < 0) {
        return false;
      }
      frames += count;
      refuseLongerThan(maxSeconds, source, frames);
      loudness.accept(source.samples(), count);
      peaks.accept(source.samples(), count);
      if (!embedder.done() || (tempo != null && !tempo.done())) {
        mono.accept(source.samples(), count);
      }
      return true;
    }

    Analysis result(boolean complete, Keywords keywords) throws AudioUnreadable {
      if (complete && frames == 0) {
        throw AudioUnreadable.empty();
      }
      if (!complete && source.announcedFrames() == FrameSource.UNKNOWN) {
        throw new AudioUnreadable(
            AudioUnreadable.Reason.TOO_LARGE,
            "The file does not state its duration and is too long to measure it. Encode it again.");
      }
      if (complete) {
        mono.finish();
      }
      boolean heard = complete || embedder.done();
      return new Analysis(
          (double) (complete ? frames : Math.max(frames, source.announcedFrames()))
              / source.sampleRate(),
          loudness.lufs(),
          peaks.dbfs(),
          tempo == null ? null : tempo.bpm(),
          peaks.waveform(),
          heard ? embedding(embedder.finish(), keywords) : null,
          complete);
    }

    private EmbeddingEstimate embedding(WindowEstimates estimates, Keywords keywords) {
      if (estimates == null) {
        return null;
      }
      double[] weights = keywords.apply(estimates.weights());
      int top = SoundModel.strongest(weights);
      double familiarity = estimates.familiarity();
      if (keywords.names(top)) {
        // The words name what the model hears, which makes up for half of what is unfamiliar.
        familiarity = (1 + familiarity) / 2;
      }
      double confidence = weights[top] * familiarity;
      boolean suggestion =
          confidence < EmbeddingEstimate.MIN_CONFIDENCE
              || keywords.contradict(top)
              || type == SoundType.INSTRUMENTAL;
      return new EmbeddingEstimate(weights, confidence, suggestion);
    }
  }
}
