package roomtone.manager.measure;

/**
 * Measures the highest sample of a stream and an outline of its height over time, in memory that
 * does not grow with its length.
 */
public final class PeakMeter {

  private static final int BINS = 4 * Waveform.POINTS;

  private final int channels;
  private final float[] bins = new float[BINS];
  private int filled;
  private long framesPerBin = 1;
  private long inBin;
  private float binPeak;
  private float peak;

  public PeakMeter(int channels) {
    this.channels = channels;
  }

  /** Takes interleaved frames. */
  public void accept(float[] samples, int frames) {
    int at = 0;
    for (int i = 0; i < frames; i++) {
      for (int channel = 0; channel < channels; channel++) {
        binPeak = Math.max(binPeak, Math.abs(samples[at++]));
      }
      if (++inBin == framesPerBin) {
        endBin();
      }
    }
  }

  private void endBin() {
    peak = Math.max(peak, binPeak);
    bins[filled++] = binPeak;
    inBin = 0;
    binPeak = 0;
    if (filled == BINS) {
      for (int i = 0; i < BINS / 2; i++) {
        bins[i] = Math.max(bins[2 * i], bins[2 * i + 1]);
      }
      filled = BINS / 2;
      framesPerBin *= 2;
    }
  }

  /** The peak in dBFS; above 0 for floats beyond full scale, null for digital silence. */
  public Double dbfs() {
    float highest = Math.max(peak, binPeak);
    return highest == 0 ? null : 20 * Math.log10(highest);
  }

  public Waveform waveform() {
    byte[] points = new byte[Waveform.POINTS];
    double length = filled + (double) inBin / framesPerBin;
    for (int point = 0; point < points.length; point++) {
      int from = (int) (length * point / points.length);
      int to = Math.max(from + 1, (int) Math.ceil(length * (point + 1) / points.length));
      float highest = 0;
      for (int bin = from; bin < to; bin++) {
        highest = Math.max(highest, bin < filled ? bins[bin] : bin == filled ? binPeak : 0);
      }
      points[point] = (byte) Math.min(255, Math.round(highest * 255));
    }
    return new Waveform(points);
  }
}
