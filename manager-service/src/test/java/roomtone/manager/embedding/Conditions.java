package roomtone.manager.embedding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import roomtone.manager.decode.MonoStream;
import roomtone.manager.decode.Resampler;
import roomtone.manager.decode.Sounds;

/** Changes a sound as poor recordings do: soft, without high frequencies, in noise, cut. */
final class Conditions {

  /** A sound of one or more channels. */
  static final class Take {
    private final int sampleRate;
    private final float[][] channels;

    Take(int sampleRate, float[]... channels) {
      this.sampleRate = sampleRate;
      this.channels = channels;
    }

    int sampleRate() {
      return sampleRate;
    }

    float[] channel(int channel) {
      return channels[channel];
    }

    /** What the model estimates. */
    WindowEstimates estimate() {
      AudioEmbedder embedder = new AudioEmbedder(SoundModel.trained());
      MonoStream mono = new MonoStream(channels.length, sampleRate, embedder::accept);
      int frames = channels[0].length;
      float[] block = new float[4_096 * channels.length];
      for (int start = 0; start < frames; start += 4_096) {
        int count = Math.min(4_096, frames - start);
        for (int i = 0; i < count; i++) {
          for (int c = 0; c < channels.length; c++) {
            block[i * channels.length + c] = channels[c][start + i];
          }
        }
        mono.accept(block, count);
      }
      mono.finish();
      return embedder.finish();
    }
  }

  private Conditions() {}

  /** The sound, mono, under each condition. */
  static Map<String, Take> of(float[] sound, int rate) {
    Map<String, Take> takes = new LinkedHashMap<>();
    takes.put("as it is", new Take(rate, sound));
    for (int db : new int[] {12, -12, -24}) {
      // Samples beyond full scale are kept, as in files of floats.
      takes.put("%+d dB".formatted(db), new Take(rate, louder(sound, db)));
    }
    for (int hertz : new int[] {16_000, 11_000, 8_000, 5_500}) {
      int narrow = (int) (2 * hertz / 0.956);
      if (narrow < rate) {
        float[] cut = resampled(resampled(sound, rate, narrow), narrow, rate);
        takes.put("nothing above %d Hz".formatted(hertz), new Take(rate, cut));
      }
    }
    for (int other : new int[] {8_000, 11_025, 16_000, 22_050, 32_000, 48_000}) {
      takes.put("at %d Hz".formatted(other), new Take(other, resampled(sound, rate, other)));
    }
    takes.put("in 8 bits", new Take(rate, each(sound, i -> Math.round(sound[i] * 127) / 127.0)));
    IntToDoubleFunction noise = Sounds.noise(decibelsBelow(sound, 20), 6);
    takes.put("in noise", new Take(rate, each(sound, i -> sound[i] + noise.applyAsDouble(i))));
    for (int seconds : new int[] {3, 5}) {
      takes.put("%d s".formatted(seconds), new Take(rate, Arrays.copyOf(sound, seconds * rate)));
    }
    float[] late = new float[sound.length + 3 * rate];
    System.arraycopy(sound, 0, late, 3 * rate, sound.length);
    takes.put("after 3 s of silence", new Take(rate, late));
    takes.put("with an offset", withOffset(sound, rate));
    takes.put("in one of two channels", inOneOfTwoChannels(sound, rate));
    takes.put("in opposite phase", inOppositePhase(sound, rate));
    return takes;
  }

  static Take withOffset(float[] sound, int rate) {
    return new Take(rate, each(sound, i -> sound[i] + 0.1));
  }

  static Take inOneOfTwoChannels(float[] sound, int rate) {
    return new Take(rate, sound, new float[sound.length]);
  }

  static Take inOppositePhase(float[] sound, int rate) {
    return new Take(rate, sound, each(sound, i -> -sound[i]));
  }

  private static float[] louder(float[] sound, double db) {
    return each(sound, i -> sound[i] * Sounds.decibels(db));
  }

  /** The amplitude of a uniform noise whose level is so far below that of the sound. */
  private static double decibelsBelow(float[] sound, double db) {
    double squares = 0;
    for (float sample : sound) {
      squares += sample * sample;
    }
    return Math.sqrt(3 * squares / sound.length) * Sounds.decibels(-db);
  }

  private static float[] each(float[] sound, IntToDoubleFunction change) {
    return Sounds.samples(change, sound.length);
  }

  static float[] resampled(float[] sound, int from, int to) {
    List<Float> out = new ArrayList<>();
    Resampler resampler = new Resampler(from, to);
    resampler.accept(sound, sound.length, out::add);
    resampler.finish(out::add);
    float[] samples = new float[out.size()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = out.get(i);
    }
    return samples;
  }
}
