package roomtone.local.demo.sound;

/** Waves of eight to twelve seconds; each rises, breaks with a bright noise and ends in foam. */
final class SeaWaves extends SoundLayer {

  private static final double SHORTEST = 8;
  private static final double LONGEST = 12;

  /** The levels of the breaking wave and of its foam, 0..1, by block. */
  private final float[] swell = new float[Loop.BLOCKS + 1];

  private final float[] foam = new float[Loop.BLOCKS + 1];

  /** The position of the breaking wave, -1 left .. 1 right, by block. */
  private final SlowModulation place;

  private final PinkNoise[] pink = {new PinkNoise(), new PinkNoise()};
  private final Filter[] depth = {new Filter(160, 0.6), new Filter(160, 0.6)};
  private final Filter[] water = {new Filter(400, 0.6), new Filter(400, 0.6)};
  private final Filter[] spray = {new Filter(3_200, 0.6), new Filter(3_200, 0.6)};

  SeaWaves(long seed) {
    super(seed, -12.6);
    RandomNumbers dice = new RandomNumbers(seed + 1);
    place = new SlowModulation(dice, 60, 9);
    double[] lengths = lengths(dice);
    double start = 0;
    for (double length : lengths) {
      draw(start, length, dice.between(0.55, 1));
      start += length;
    }
    swell[Loop.BLOCKS] = swell[0];
    foam[Loop.BLOCKS] = foam[0];
  }

  /** Random lengths of waves that add up to the length of the loop. */
  private static double[] lengths(RandomNumbers dice) {
    double[] lengths = new double[(int) (2 * Loop.SECONDS / (SHORTEST + LONGEST))];
    double sum = 0;
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = dice.between(SHORTEST + 0.5, LONGEST - 0.5);
      sum += lengths[i];
    }
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] *= Loop.SECONDS / sum;
    }
    return lengths;
  }

  private void draw(double start, double length, double height) {
    double breaks = 0.42 * length;
    // The foam of a wave lasts into the next wave.
    for (int i = 0; i < 2 * length * Loop.BLOCKS_PER_SECOND; i++) {
      double t = (double) i / Loop.BLOCKS_PER_SECOND;
      int block = (int) ((long) (start * Loop.BLOCKS_PER_SECOND) + i) % Loop.BLOCKS;
      double rise =
          t < breaks ? smooth(t / breaks) : StrictMath.exp(-(t - breaks) / (0.2 * length));
      double run =
          smooth((t - 0.6 * breaks) / (0.25 * length))
              * StrictMath.exp(-Math.max(0, t - breaks) / (0.27 * length));
      swell[block] += (float) (height * rise * rise);
      foam[block] += (float) (height * run);
    }
  }

  private static double smooth(double x) {
    double clipped = Math.clamp(x, 0, 1);
    return clipped * clipped * (3 - 2 * clipped);
  }

  @Override
  void render(int block, RandomNumbers noise, float[] left, float[] right) {
    double cutoff = 260 + 4_800 * StrictMath.pow(Math.min(1, swell[block]), 1.6);
    water[0].tune(cutoff, 0.55);
    water[1].tune(cutoff, 0.55);
    float swellStep = (swell[block + 1] - swell[block]) / Loop.BLOCK;
    float foamStep = (foam[block + 1] - foam[block]) / Loop.BLOCK;
    float pan = 0.35f * place.at(block);
    float panStep = (0.35f * place.at(next(block)) - pan) / Loop.BLOCK;
    for (int i = 0; i < Loop.BLOCK; i++) {
      long bits = noise.bits();
      float one = RandomNumbers.first(bits);
      float two = RandomNumbers.second(bits);
      float up = swell[block] + swellStep * i;
      float out = foam[block] + foamStep * i;
      float aside = pan + panStep * i;
      left[i] = (1 - aside) * sea(0, one + 0.3f * two, up, out);
      right[i] = (1 + aside) * sea(1, two + 0.3f * one, up, out);
    }
  }

  private float sea(int side, float white, float up, float out) {
    float pinkish = pink[side].of(white);
    return (0.25f + 0.5f * up) * depth[side].low(pinkish)
        + (0.05f + up) * water[side].low(pinkish)
        + (0.012f + 0.2f * out) * spray[side].high(0.15f * white + 1.3f * pinkish);
  }
}
