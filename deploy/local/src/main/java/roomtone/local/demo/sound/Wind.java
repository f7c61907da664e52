package roomtone.local.demo.sound;

/** Wind in gusts: broad noise, and a resonance whose frequency rises with each gust. */
final class Wind extends SoundLayer {

  private final SlowModulation gusts;
  private final SlowModulation[] pitch;
  private final PinkNoise[] pink = {new PinkNoise(), new PinkNoise()};
  private final Filter[] broad = {new Filter(500, 0.6), new Filter(500, 0.6)};
  private final Filter[] howl = {new Filter(400, 4), new Filter(400, 4)};
  private final Filter[] whistle = {new Filter(1_200, 14), new Filter(1_200, 14)};

  Wind(long seed) {
    super(seed, -14.5);
    RandomNumbers dice = new RandomNumbers(seed + 1);
    gusts = new SlowModulation(dice, 24, 4);
    pitch = new SlowModulation[] {new SlowModulation(dice, 30, 3), new SlowModulation(dice, 30, 3)};
  }

  @Override
  void render(int block, RandomNumbers noise, float[] left, float[] right) {
    for (int side = 0; side < 2; side++) {
      double octaves = 0.75 * gusts.at(block) + 0.45 * pitch[side].at(block);
      howl[side].tune(430 * StrictMath.pow(2, octaves), 3.2 + 1.6 * pitch[side].at(block));
      whistle[side].tune(1_050 * StrictMath.pow(2, 0.8 * octaves), 12);
      broad[side].tune(420 * StrictMath.pow(2, 0.9 * gusts.at(block)), 0.6);
    }
    render(noise, strength(block), strength(next(block)), 0.25f, this::air, left, right);
  }

  /** The amplitude of the gust, about 0.15..1. */
  private float strength(int block) {
    return gain(-7 + 7 * gusts.at(block));
  }

  private float air(int side, float white, float gust) {
    float pinkish = pink[side].of(white);
    return gust
        * (0.55f * broad[side].low(pinkish)
            + 1.5f * howl[side].band(pinkish)
            + 0.55f * gust * whistle[side].band(pinkish));
  }
}
