package roomtone.manager.measure;

/**
 * The spectrum of frames of sound, weighted by a Hann window: a Fourier transform of a power-of-two
 * length. Used by one thread.
 */
public final class Spectrum {

  private final int size;
  private final int[] reversed;
  private final double[] hann;
  private final double[] cos;
  private final double[] sin;
  private final double[] re;
  private final double[] im;

  /**
   * A spectrum of frames of so many samples.
   *
   * @param size a power of two
   */
  public Spectrum(int size) {
    if (Integer.bitCount(size) != 1 || size < 2) {
      throw new IllegalArgumentException("not a power of two: " + size);
    }
    this.size = size;
    this.reversed = new int[size];
    this.hann = new double[size];
    this.cos = new double[size / 2];
    this.sin = new double[size / 2];
    this.re = new double[size];
    this.im = new double[size];
    int shift = Integer.numberOfLeadingZeros(size) + 1;
    for (int i = 0; i < size; i++) {
      reversed[i] = Integer.reverse(i) >>> shift;
      hann[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size);
    }
    for (int i = 0; i < size / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / size);
      sin[i] = -Math.sin(2 * Math.PI * i / size);
    }
  }

  /**
   * Computes the magnitudes of a frame.
   *
   * @param sound samples; zeros stand before and after them
   * @param length how many of the samples count
   * @param start the index of the frame's first sample, which may lie before the sound
   * @param magnitudes receives size/2 + 1 values, from 0 Hz to half the sample rate
   */
  public void magnitudes(float[] sound, int length, int start, double[] magnitudes) {
    for (int i = 0; i < size; i++) {
      int at = start + reversed[i];
      re[i] = at >= 0 && at < length ? sound[at] * hann[reversed[i]] : 0;
      im[i] = 0;
    }
    for (int half = 1; half < size; half *= 2) {
      int step = size / (2 * half);
      for (int first = 0; first < size; first += 2 * half) {
        butterflies(first, half, step);
      }
    }
    for (int i = 0; i <= size / 2; i++) {
      magnitudes[i] = Math.sqrt(re[i] * re[i] + im[i] * im[i]);
    }
  }

  private void butterflies(int start, int half, int step) {
    for (int i = start, t = 0; i < start + half; i++, t += step) {
      int j = i + half;
      double x = re[j] * cos[t] - im[j] * sin[t];
      double y = re[j] * sin[t] + im[j] * cos[t];
      re[j] = re[i] - x;
      im[j] = im[i] - y;
      re[i] += x;
      im[i] += y;
    }
  }
}
