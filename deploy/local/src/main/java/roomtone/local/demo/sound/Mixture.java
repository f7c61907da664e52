package roomtone.local.demo.sound;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The amplitudes of the five sounds, 0..1 each, in the order of a song's embedding.
 *
 * @param rain drops over a hiss
 * @param seaWaves swells that break and run out
 * @param thunderstorm rolling thunder over soft rain
 * @param wind gusts that howl a little
 * @param cracklingFire a low roar with crackles
 */
public record Mixture(
    double rain, double seaWaves, double thunderstorm, double wind, double cracklingFire) {

  /** Throws an exception for weights outside 0..1 and when all are 0. */
  public Mixture {
    double[] weights = {rain, seaWaves, thunderstorm, wind, cracklingFire};
    if (!DoubleStream.of(weights).allMatch(w -> w >= 0 && w <= 1)
        || DoubleStream.of(weights).sum() == 0) {
      throw new IllegalArgumentException("weights are in 0..1 and not all zero");
    }
  }

  /** The five weights in the order of the dimensions. */
  public List<Double> weights() {
    return List.of(rain, seaWaves, thunderstorm, wind, cracklingFire);
  }
}
