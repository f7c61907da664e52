package roomtone.local.demo.sound;

/** Flames, the hiss of damp wood, and crackles in groups. */
final class CracklingFire extends SoundLayer {

  private final SlowModulation flames;
  private final SlowModulation flutter;
  private final PinkNoise[] pink = {new PinkNoise(), new PinkNoise()};
  private final Filter[] roar = {new Filter(240, 0.6), new Filter(240, 0.6)};
  private final Filter[] hiss = {new Filter(2_600, 0.7), new Filter(2_600, 0.7)};
  private final RandomNumbers dice;

  CracklingFire(long seed) {
    super(seed, -16.9);
    dice = new RandomNumbers(seed + 1);
    flames = new SlowModulation(dice, 20, 3);
    flutter = new SlowModulation(dice, 0.6, 0.12);
  }

  @Override
  void render(int block, RandomNumbers noise, float[] left, float[] right) {
    render(noise, strength(block), strength(next(block)), 0.5f, this::flame, left, right);
  }

  private float strength(int block) {
    return gain(2 * flames.at(block) + 3.5 * flutter.at(block));
  }

  private float flame(int side, float white, float level) {
    float pinkish = pink[side].of(white);
    return level * (0.42f * roar[side].low(pinkish) + 0.022f * hiss[side].band(white));
  }

  /** Adds crackles, a few each second and more in a group, and a few pops of logs. */
  @Override
  void scatterOver(Loop loop, float gain) {
    double at = dice.waitingTime(0.5);
    while (at < Loop.SECONDS) {
      double pan = dice.between(-0.7, 0.7);
      int flurry = 1 + (int) dice.waitingTime(4);
      for (int crackle = 0; crackle < flurry; crackle++) {
        double strength = 0.14 + 1.3 * StrictMath.pow(dice.between(0, 1), 5);
        new NoiseBurst(
                dice.betweenOctaves(1_300, 6_500), 1.1, 0.0004, dice.betweenOctaves(0.0012, 0.009))
            .addTo(loop, at, gain * strength, pan, dice);
        at += dice.waitingTime(0.035);
      }
      at += dice.waitingTime(0.32);
    }
    for (double pop = dice.waitingTime(4); pop < Loop.SECONDS; pop += dice.waitingTime(4)) {
      new NoiseBurst(dice.betweenOctaves(280, 900), 1.4, 0.001, dice.betweenOctaves(0.012, 0.04))
          .addTo(loop, pop, gain * dice.between(0.5, 1.3), dice.between(-0.5, 0.5), dice);
    }
  }
}
