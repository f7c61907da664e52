package roomtone.manager.measure;

/**
 * The outline of a recording: its highest sample in each of {@value #POINTS} equal stretches, 255
 * is full scale.
 */
public final class Waveform {

  /** Stretches of a whole recording. */
  public static final int POINTS = 200;

  private final byte[] points;

  Waveform(byte[] points) {
    this.points = points.clone();
  }

  /** One unsigned byte per stretch. */
  public byte[] points() {
    return points.clone();
  }

  /** Height of one stretch, 0..255. */
  public int height(int stretch) {
    return points[stretch] & 0xff;
  }
}
