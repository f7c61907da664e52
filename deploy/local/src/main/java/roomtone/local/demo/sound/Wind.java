package roomtone.local.demo.sound;

/** Air in gusts: a broad breath, and a resonance that climbs with the gust and wanders. */
final class Wind extends Bed {

  private final Drift gusts;
  private final Drift[] pitch;
  private final Pink[] pink = {new Pink(), new Pink()};
  private final Filter[] breath = {new Filter(500, 0.6), new Filter(500, 0.6)};
  private final Filter[] howl = {new Filter(400, 4), new Filter(400, 4)};
  private final Filter[] whistle = {new Filter(1_200, 14), new Filter(1_200, 14)};

  Wind(long seed) {
    super(seed, -14.5);
    Noise dice = new Noise(seed + 1);
    gusts = new Drift(dice, 24, 4);
    pitch = new Drift[] {new Drift(dice, 30, 3), new Drift(dice, 30, 3)};
  }

  @Override
  void render(int block, Noise noise, float[] left, float[] right) {
    float gust = strength(block);
    float step = (strength(next(block)) - gust) / Loop.BLOCK;
    for (int side = 0; side < 2; side++) {
      double octaves = 0.75 * gusts.at(block) + 0.45 * pitch[side].at(block);
      howl[side].tune(430 * StrictMath.pow(2, octaves), 3.2 + 1.6 * pitch[side].at(block));
      whistle[side].tune(1_050 * StrictMath.pow(2, 0.8 * octaves), 12);
      breath[side].tune(420 * StrictMath.pow(2, 0.9 * gusts.at(block)), 0.6);
    }
    for (int i = 0; i < Loop.BLOCK; i++) {
      long bits = noise.bits();
      float one = Noise.first(bits);
      float two = Noise.second(bits);
      gust += step;
      left[i] = air(0, one + 0.25f * two, gust);
      right[i] = air(1, two + 0.25f * one, gust);
    }
  }

  /** Amplitude of the gust, about 0.15..1. */
  private float strength(int block) {
    return gain(-7 + 7 * gusts.at(block));
  }

  private float air(int side, float white, float gust) {
    float pinkish = pink[side].of(white);
    return gust
        * (0.55f * breath[side].low(pinkish)
            + 1.5f * howl[side].band(pinkish)
            + 0.55f * gust * whistle[side].band(pinkish));
  }
}
