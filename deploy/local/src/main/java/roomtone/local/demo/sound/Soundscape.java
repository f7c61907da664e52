package roomtone.local.demo.sound;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongFunction;

/**
 * Two minutes of a mixture, 44.1 kHz, 16 bit, stereo, to be played in a loop.
 *
 * @param mixture the amplitudes of the five sounds
 * @param seed the seed of the random numbers
 */
public record Soundscape(Mixture mixture, long seed) {

  /** The length in seconds. */
  public static final int SECONDS = Loop.SECONDS;

  private static final double TARGET_LUFS = -20;

  /** Samples above this level are compressed, so that none exceeds -1 dBFS. */
  private static final float KNEE = 0.6f;

  private static final float CEILING = 0.88f;

  /**
   * Renders the sound and writes it as a WAV file, in a few tenths of a second and 42 MB of memory.
   *
   * @return SHA-256 of the file in lower-case hex
   * @throws IOException when the file cannot be written; no partial file is left
   */
  public String writeTo(Path file) throws IOException {
    return WavFile.write(file, render());
  }

  Loop render() {
    Loop loop = mix();
    master(loop);
    return loop;
  }

  Loop mix() {
    Loop loop = new Loop();
    add(loop, mixture.rain(), Rain::new, 1);
    add(loop, mixture.seaWaves(), SeaWaves::new, 2);
    add(loop, mixture.thunderstorm(), Thunderstorm::new, 3);
    add(loop, mixture.wind(), Wind::new, 4);
    add(loop, mixture.cracklingFire(), CracklingFire::new, 5);
    return loop;
  }

  private void add(Loop loop, double weight, LongFunction<SoundLayer> bed, int place) {
    if (weight > 0) {
      bed.apply(seed * 1_000 + place * 100L).addTo(loop, weight);
    }
  }

  static void master(Loop loop) {
    float gain = SoundLayer.gain(TARGET_LUFS - Loudness.of(loop));
    for (int frame = 0; frame < Loop.FRAMES; frame++) {
      loop.left[frame] = bent(gain * loop.left[frame]);
      loop.right[frame] = bent(gain * loop.right[frame]);
    }
  }

  private static float bent(float sample) {
    float size = Math.abs(sample);
    if (size <= KNEE) {
      return sample;
    }
    double over = (size - KNEE) / (CEILING - KNEE);
    return Math.copySign((float) (KNEE + (CEILING - KNEE) * StrictMath.tanh(over)), sample);
  }
}
