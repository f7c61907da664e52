package roomtone.local.demo.sound;

import java.util.Arrays;

/** Seven thunderclaps in a loop, over a soft rain. */
final class Thunderstorm extends SoundLayer {

  private static final int STROKES = 7;
  private static final double DARKEST_HERTZ = 75;

  /** The weight of the rain. */
  private static final double RAIN = 0.25;

  private final RandomNumbers dice;
  private final Rain rain;

  /** The level and the corner frequency in hertz of the thunder, by block. */
  private final float[] loudness = new float[Loop.BLOCKS + 1];

  private final float[] brightness = new float[Loop.BLOCKS + 1];

  private final double[] strikes = new double[STROKES];

  /** The distance of each thunderclap: 0 near, 1 far. */
  private final double[] distances = new double[STROKES];

  private final Filter[] first = {new Filter(100, 0.6), new Filter(100, 0.6)};
  private final Filter[] second = {new Filter(100, 0.6), new Filter(100, 0.6)};
  private final Filter[] floor = {new Filter(28, 0.7), new Filter(28, 0.7)};

  Thunderstorm(long seed) {
    super(seed, -11);
    dice = new RandomNumbers(seed + 1);
    rain = new Rain(seed + 2);
    Arrays.fill(brightness, (float) DARKEST_HERTZ);
    Arrays.fill(loudness, 0.05f);
    double between = (double) Loop.SECONDS / STROKES;
    for (int stroke = 0; stroke < STROKES; stroke++) {
      strikes[stroke] = between * (stroke + 0.3 + dice.between(-0.25, 0.25));
      distances[stroke] = (stroke * 3 % STROKES + dice.between(0, 1)) / STROKES;
      roll(strikes[stroke], distances[stroke]);
    }
    loudness[Loop.BLOCKS] = loudness[0];
  }

  /**
   * Adds the rolling of a thunderclap: many claps, each from a more distant part of the lightning.
   */
  private void roll(double at, double distance) {
    double length = dice.between(6, 10) + 4 * distance;
    int claps = (int) dice.between(20, 34);
    for (int clap = 0; clap < claps; clap++) {
      double share = StrictMath.pow(dice.between(0, 1), 1.5);
      double strength =
          (0.25 + 0.75 * dice.between(0, 1))
              * StrictMath.pow(1 - 0.8 * share, 1.3)
              * (1 - 0.5 * distance);
      double rise = 0.02 + 0.25 * distance * dice.between(0.3, 1);
      double decay = dice.between(0.2, 0.8) + 1.2 * share;
      clap(at + share * length, strength, rise, decay);
    }
    for (int i = 0; i < 2 * length * Loop.BLOCKS_PER_SECOND; i++) {
      double t = (double) i / Loop.BLOCKS_PER_SECOND;
      double hertz =
          DARKEST_HERTZ + (1_100 - 800 * distance) * StrictMath.exp(-t / (0.28 * length));
      int block = blockAt(at, i);
      brightness[block] = Math.max(brightness[block], (float) hertz);
    }
  }

  private void clap(double at, double strength, double rise, double decay) {
    for (int i = 0; i < (rise + 6 * decay) * Loop.BLOCKS_PER_SECOND; i++) {
      double t = (double) i / Loop.BLOCKS_PER_SECOND;
      double shape = t < rise ? t / rise : StrictMath.exp(-(t - rise) / decay);
      loudness[blockAt(at, i)] += (float) (0.5 * strength * shape);
    }
  }

  private static int blockAt(double seconds, int later) {
    return (int) ((long) (seconds * Loop.BLOCKS_PER_SECOND) + later) % Loop.BLOCKS;
  }

  @Override
  void render(int block, RandomNumbers noise, float[] left, float[] right) {
    double hertz = brightness[block];
    for (int side = 0; side < 2; side++) {
      first[side].tune(hertz, 0.6);
      second[side].tune(1.6 * hertz, 0.6);
    }
    // A narrower band of noise has less power, which is compensated as the corner frequency falls.
    float level = (float) Math.sqrt(900 / hertz);
    float from = level * loudness[block];
    float to = level * loudness[block + 1];
    render(noise, from, to, 0.45f, this::rumble, left, right);
  }

  private float rumble(int side, float white, float loud) {
    return loud * (6 * floor[side].high(second[side].low(first[side].low(white))));
  }

  /** Adds the crack of near lightning, a noise burst with a few echoes, and the rain. */
  @Override
  void scatterOver(Loop loop, float gain) {
    rain.addTo(loop, RAIN * gain);
    for (int stroke = 0; stroke < STROKES; stroke++) {
      double near = StrictMath.pow(1 - distances[stroke], 2);
      if (near < 0.2) {
        continue;
      }
      double pan = dice.between(-0.5, 0.5);
      double at = strikes[stroke];
      for (int echo = 0; echo < 9; echo++) {
        new NoiseBurst(dice.betweenOctaves(500, 2_200), 0.8, 0.003, dice.between(0.03, 0.16))
            .addTo(loop, at, gain * near * dice.between(0.4, 1) / (1 + 0.5 * echo), pan, dice);
        at += dice.waitingTime(0.08);
        pan = -0.8 * pan;
      }
    }
  }
}
