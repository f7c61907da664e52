package roomtone.manager.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.Obuffer;

/**
 * Decodes MP3. A first walk over the file counts its frames and finds where it breaks off; then the
 * decoder gets the frames alone. Silence that the encoder added before and after the sound is
 * dropped, as players do.
 */
final class Mp3Frames extends FrameSource {

  /** The value of full scale in the samples of the decoder. */
  private static final float FULL_SCALE = 32_700f;

  /**
   * The percentage of frames that may fail to decode. After a cut one or two fail, because they
   * need bytes of frames that are missing.
   */
  private static final int MAX_BAD_PERCENT = 5;

  private static final byte[] SILENCE = silence();

  static {
    // The decoder fills static tables on its first use without a lock. This first use is guarded by
    // the initialisation of this class.
    try {
      new Decoder()
          .decodeFrame(header(new FrameBytes(SILENCE)), new Bitstream(new FrameBytes(SILENCE)));
    } catch (JavaLayerException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Mp3Scan scan;
  private final Bitstream bitstream;
  private final Decoder decoder = new Decoder();
  private final Pcm pcm;
  private final Mp3Outline outline;
  private long decoded;
  private long position;
  private long bad;

  private Mp3Frames(Mp3Scan scan, Mp3Outline outline) throws AudioUnreadable {
    super(ChannelLayout.standard(outline.first().channels()), outline.first().sampleRate());
    this.scan = scan;
    this.outline = outline;
    this.bitstream = new Bitstream(new FrameBytes(scan, outline.info() != null));
    this.pcm = new Pcm(outline.first().channels(), outline.first().samples());
    decoder.setOutputBuffer(pcm);
  }

  static Mp3Frames open(Path path) throws IOException, AudioUnreadable {
    Mp3Outline outline = Mp3Outline.of(path);
    Mp3Scan scan = Mp3Scan.open(path);
    try {
      return new Mp3Frames(scan, outline);
    } catch (AudioUnreadable e) {
      scan.close();
      throw e;
    }
  }

  @Override
  public long announcedFrames() {
    return outline.end() - outline.start();
  }

  @Override
  public int next() throws IOException, AudioUnreadable {
    while (true) {
      if (decoded == outline.frames()) {
        if (outline.broken()) {
          throw AudioUnreadable.truncated("MP3");
        }
        return -1;
      }
      decode();
      int frames = trim();
      if (frames > 0) {
        return frames;
      }
    }
  }

  private void decode() throws AudioUnreadable {
    pcm.begin();
    try {
      Header header = bitstream.readFrame();
      if (header != null) {
        decoder.decodeFrame(header, bitstream);
      }
    } catch (JavaLayerException | RuntimeException e) {
      bad++;
      if (bad > 2 && bad * 100 > outline.frames() * MAX_BAD_PERCENT) {
        throw AudioUnreadable.damaged("MP3", "bad frames", e);
      }
    } finally {
      bitstream.closeFrame();
    }
    decoded++;
  }

  /**
   * Drops the frames of a block that lie before or after the sound.
   *
   * @return the frames that are left
   */
  private int trim() {
    int block = outline.first().samples();
    int from = Math.clamp(outline.start() - position, 0, block);
    int to = Math.clamp(outline.end() - position, 0, block);
    position += block;
    pcm.drop(from);
    return Math.max(0, to - from);
  }

  @Override
  public float[] samples() {
    return pcm.samples;
  }

  @Override
  public void close() throws IOException {
    scan.close();
  }

  private static byte[] silence() {
    byte[] frame = new byte[104];
    frame[0] = (byte) 0xff;
    frame[1] = (byte) 0xfb;
    frame[2] = 0x10;
    frame[3] = (byte) 0xc0;
    return frame;
  }

  private static Header header(InputStream frame) throws JavaLayerException {
    return new Bitstream(frame).readFrame();
  }

  /** The input of the decoder: the bytes of the frames of sound. */
  private static final class FrameBytes extends InputStream {
    private final Mp3Scan scan;
    private final byte[] frame;
    private boolean skipFirst;
    private int position;
    private int length;

    FrameBytes(Mp3Scan scan, boolean skipFirst) {
      this.scan = scan;
      this.frame = new byte[Mp3Scan.MAX_FRAME];
      this.skipFirst = skipFirst;
    }

    FrameBytes(byte[] frame) {
      this.scan = null;
      this.frame = frame;
      this.length = frame.length;
    }

    @Override
    public int read() throws IOException {
      return more() ? frame[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
      if (!more()) {
        return -1;
      }
      int copied = Math.min(count, length - position);
      System.arraycopy(frame, position, to, offset, copied);
      position += copied;
      return copied;
    }

    private boolean more() throws IOException {
      if (position < length) {
        return true;
      }
      if (scan == null) {
        return false;
      }
      length = scan.next(frame);
      if (skipFirst) {
        skipFirst = false;
        length = scan.next(frame);
      }
      position = 0;
      return length > 0;
    }
  }

  /** Receives the samples of the decoder before they are clipped and rounded. */
  private static final class Pcm extends Obuffer {
    final float[] samples;
    private final int channels;
    private final int[] filled;

    Pcm(int channels, int frames) {
      this.channels = channels;
      this.samples = new float[channels * frames];
      this.filled = new int[channels];
    }

    /** Begins a block of silence, which stays where a frame cannot be decoded. */
    void begin() {
      Arrays.fill(samples, 0);
      Arrays.fill(filled, 0);
    }

    void drop(int frames) {
      System.arraycopy(samples, frames * channels, samples, 0, samples.length - frames * channels);
    }

    @Override
    public void appendSamples(int channel, float[] block) {
      for (float sample : block) {
        put(channel, sample / FULL_SCALE);
      }
    }

    @Override
    public void append(int channel, short value) {
      put(channel, value / FULL_SCALE);
    }

    private void put(int channel, float value) {
      int at = filled[channel]++ * channels + channel;
      if (at < samples.length) {
        samples[at] = value;
      }
    }

    @Override
    public void write_buffer(int value) {}

    @Override
    public void close() {}

    @Override
    public void clear_buffer() {}

    @Override
    public void set_stop_flag() {}
  }
}
