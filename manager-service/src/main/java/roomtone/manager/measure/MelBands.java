package roomtone.manager.measure;

import java.util.Arrays;

/**
 * Triangular bands on Slaney's mel scale, linear below 1 kHz and logarithmic above, each of the
 * same area.
 *
 * @see "Slaney 1998, Auditory Toolbox; librosa.filters.mel with htk=False, norm='slaney'"
 */
public final class MelBands {

  private static final double LINEAR_HZ = 200.0 / 3;
  private static final double LOG_FROM_HZ = 1_000;
  private static final double LOG_FROM_MEL = LOG_FROM_HZ / LINEAR_HZ;
  private static final double LOG_STEP = StrictMath.log(6.4) / 27;

  private final int[] firstBin;
  private final double[][] weights;
  private final double[] centresHz;

  /** Bands from 0 Hz to half the sample rate over the bins of a transform of the given size. */
  public MelBands(int bands, int sampleRate, int fftSize) {
    firstBin = new int[bands];
    weights = new double[bands][];
    double top = mel(sampleRate / 2.0);
    double[] edge = new double[bands + 2];
    for (int i = 0; i < edge.length; i++) {
      edge[i] = hertz(top * i / (bands + 1));
    }
    centresHz = Arrays.copyOfRange(edge, 1, bands + 1);
    double binHz = (double) sampleRate / fftSize;
    for (int band = 0; band < bands; band++) {
      int first = (int) Math.ceil(edge[band] / binHz);
      int last = Math.min(fftSize / 2, (int) Math.floor(edge[band + 2] / binHz));
      firstBin[band] = first;
      weights[band] = new double[Math.max(0, last - first + 1)];
      double height = 2 / (edge[band + 2] - edge[band]);
      for (int bin = first; bin <= last; bin++) {
        double hz = bin * binHz;
        double up = (hz - edge[band]) / (edge[band + 1] - edge[band]);
        double down = (edge[band + 2] - hz) / (edge[band + 2] - edge[band + 1]);
        weights[band][bin - first] = height * Math.max(0, Math.min(up, down));
      }
    }
  }

  int count() {
    return weights.length;
  }

  /** The frequency at which a band has its greatest weight, in Hz. */
  public double centreHz(int band) {
    return centresHz[band];
  }

  /** The power of a spectrum in each band. */
  public void apply(double[] power, double[] into) {
    for (int band = 0; band < weights.length; band++) {
      double sum = 0;
      double[] weight = weights[band];
      int first = firstBin[band];
      for (int i = 0; i < weight.length; i++) {
        sum += weight[i] * power[first + i];
      }
      into[band] = sum;
    }
  }

  private static double mel(double hertz) {
    return hertz < LOG_FROM_HZ
        ? hertz / LINEAR_HZ
        : LOG_FROM_MEL + StrictMath.log(hertz / LOG_FROM_HZ) / LOG_STEP;
  }

  private static double hertz(double mel) {
    return mel < LOG_FROM_MEL
        ? mel * LINEAR_HZ
        : LOG_FROM_HZ * StrictMath.exp(LOG_STEP * (mel - LOG_FROM_MEL));
  }
}
