package roomtone.manager.measure;

import java.util.Arrays;
import roomtone.manager.decode.ChannelLayout;

/**
 * Integrated loudness of a stream. Keeps one number per tenth of a second.
 *
 * @see "ITU-R BS.1770-4, annex 1: K-weighting, blocks of 400 ms every 100 ms, gates at -70 LKFS and
 *     10 LU below the mean"
 */
public final class Loudness {

  private static final double OFFSET = -0.691;
  private static final double ABSOLUTE_GATE = -70;
  private static final double RELATIVE_GATE = -10;
  private static final int STEPS_PER_BLOCK = 4;
  private static final int STEPS_PER_SECOND = 10;

  private final ChannelLayout layout;
  private final int sampleRate;
  private final KWeighting[] filters;
  private double[] steps = new double[1_024];
  private int stepCount;
  private double stepEnergy;
  private long frames;
  private long stepStart;
  private long stepEnd;

  public Loudness(ChannelLayout layout, int sampleRate) {
    this.layout = layout;
    this.sampleRate = sampleRate;
    this.filters = new KWeighting[layout.channels()];
    Arrays.setAll(filters, i -> new KWeighting(sampleRate));
    this.stepEnd = end(1);
  }

  /** Takes interleaved frames. */
  public void accept(float[] samples, int count) {
    int done = 0;
    while (done < count) {
      int part = (int) Math.min(count - done, stepEnd - frames);
      for (int channel = 0; channel < filters.length; channel++) {
        double weight = layout.weight(channel);
        if (weight > 0) {
          stepEnergy +=
              weight * filters[channel].energy(samples, done, part, channel, filters.length);
        }
      }
      frames += part;
      done += part;
      if (frames == stepEnd) {
        endStep();
      }
    }
  }

  private void endStep() {
    if (stepCount == steps.length) {
      steps = Arrays.copyOf(steps, 2 * stepCount);
    }
    steps[stepCount++] = stepEnergy / (stepEnd - stepStart);
    stepEnergy = 0;
    stepStart = stepEnd;
    stepEnd = end(stepCount + 1);
  }

  /**
   * Where a step ends, in frames; exact on average where a tenth of a second is no whole number of
   * frames.
   */
  private long end(long step) {
    return Math.round((double) step * sampleRate / STEPS_PER_SECOND);
  }

  /** Loudness in LUFS; null when no 400 ms are louder than the absolute gate. */
  public Double lufs() {
    int blocks = Math.max(0, stepCount - STEPS_PER_BLOCK + 1);
    double[] energies = new double[blocks];
    for (int i = 0; i < blocks; i++) {
      for (int s = 0; s < STEPS_PER_BLOCK; s++) {
        energies[i] += steps[i + s] / STEPS_PER_BLOCK;
      }
    }
    double heard = meanAbove(energies, energy(ABSOLUTE_GATE));
    if (Double.isNaN(heard)) {
      return null;
    }
    double gate = Math.max(energy(ABSOLUTE_GATE), energy(lufs(heard) + RELATIVE_GATE));
    return lufs(meanAbove(energies, gate));
  }

  private static double meanAbove(double[] energies, double gate) {
    return Arrays.stream(energies).filter(energy -> energy > gate).average().orElse(Double.NaN);
  }

  private static double lufs(double energy) {
    return OFFSET + 10 * Math.log10(energy);
  }

  private static double energy(double lufs) {
    return Math.pow(10, (lufs - OFFSET) / 10);
  }
}
