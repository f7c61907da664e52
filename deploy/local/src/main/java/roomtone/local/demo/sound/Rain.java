package roomtone.local.demo.sound;

/** Rain: noise for distant drops, and thousands of single near drops. */
final class Rain extends SoundLayer {

  private final SlowModulation strength;
  private final PinkNoise[] pink = {new PinkNoise(), new PinkNoise()};
  private final Filter[] body = {new Filter(320, 0.6), new Filter(320, 0.6)};
  private final Filter[] softening = {new Filter(9_000, 0.6), new Filter(9_000, 0.6)};
  private final RandomNumbers dice;

  Rain(long seed) {
    super(seed, -16.1);
    dice = new RandomNumbers(seed + 1);
    strength = new SlowModulation(dice, 40, 6);
  }

  @Override
  void render(int block, RandomNumbers noise, float[] left, float[] right) {
    float from = gain(1.8 * strength.at(block));
    float to = gain(1.8 * strength.at(next(block)));
    render(noise, from, to, 0.25f, this::hiss, left, right);
  }

  private float hiss(int side, float white, float level) {
    float dull = softening[side].low(body[side].high(pink[side].of(white)) + 0.08f * white);
    return level * (0.2f * dull);
  }

  /** Adds the near drops: short noise bursts, and a few decaying sines for puddles. */
  @Override
  void scatterOver(Loop loop, float gain) {
    for (double at = waitingTime(330); at < Loop.SECONDS; at += waitingTime(330)) {
      double distance = dice.between(0, 1);
      double near = 0.02 + 0.5 * StrictMath.pow(distance, 6);
      new DecayingSine(dice.betweenOctaves(1_700, 11_000), dice.betweenOctaves(0.0006, 0.0035))
          .addTo(loop, at, gain * near, dice.between(-0.9, 0.9));
    }
    for (double at = waitingTime(9); at < Loop.SECONDS; at += waitingTime(9)) {
      double near = 0.03 + 0.22 * StrictMath.pow(dice.between(0, 1), 3);
      new DecayingSine(dice.betweenOctaves(520, 1_700), dice.betweenOctaves(0.008, 0.03))
          .addTo(loop, at, gain * near, dice.between(-0.8, 0.8));
    }
  }

  /** The time to the next drop, in seconds. */
  private double waitingTime(double dropsPerSecond) {
    return dice.waitingTime(1 / dropsPerSecond);
  }
}
