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
 * MP3. The file is walked over once to count its frames and to find where it breaks off; then the
 * decoder is shown the frames alone. What the encoder added before and after the sound is dropped,
 * as players do.
 */
final class Mp3Frames extends FrameSource {

  /** The decoder's own full scale. */
  private static final float FULL_SCALE = 32_700f;

  /**
   * Frames in a hundred that may fail to decode; a broken reservoir after a cut costs one or two.
   */
  private static final int BAD_PERCENT = 5;

  /**
   * How much fewer frames than announced are still whole: editors cut without rewriting the
   * announcement.
   */
  private static final double WHOLE = 0.95;

  private static final byte[] SILENCE = silence();

  static {
    // The decoder fills tables of its class on first use, unguarded: done here, under the lock of
    // this class.
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
  private final Outline outline;
  private long decoded;
  private long position;
  private long bad;

  private Mp3Frames(Mp3Scan scan, Outline outline) throws AudioUnreadable {
    super(ChannelLayout.standard(outline.first.channels()), outline.first.sampleRate());
    this.scan = scan;
    this.outline = outline;
    this.bitstream = new Bitstream(new FrameBytes(scan, outline.info != null));
    this.pcm = new Pcm(outline.first.channels(), outline.first.samples());
    decoder.setOutputBuffer(pcm);
  }

  static Mp3Frames open(Path path) throws IOException, AudioUnreadable {
    Outline outline = Outline.of(path);
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
      if (decoded == outline.frames) {
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
      if (bad > 2 && bad * 100 > outline.frames * BAD_PERCENT) {
        throw new AudioUnreadable(
            AudioUnreadable.Reason.DAMAGED,
            AudioUnreadable.damaged("MP3", "bad frames").getMessage(),
            e);
      }
    } finally {
      bitstream.closeFrame();
    }
    decoded++;
  }

  /** Drops from the block what lies before or after the sound. */
  private int trim() {
    int block = outline.first.samples();
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

  /** What a walk over the frames tells. */
  private record Outline(MpegHeader first, Mp3Info info, long frames, boolean cut) {

    static Outline of(Path path) throws IOException, AudioUnreadable {
      try (Mp3Scan scan = Mp3Scan.open(path)) {
        byte[] frame = new byte[Mp3Scan.MAX_FRAME];
        int length = scan.next(frame);
        if (length < 0) {
          throw AudioUnreadable.noAudio("unknown data");
        }
        Mp3Info info = Mp3Info.in(frame, length, scan.first());
        long frames = info == null ? 1 : 0;
        while (scan.next(frame) > 0) {
          frames++;
        }
        if (frames == 0) {
          throw scan.cut() ? AudioUnreadable.truncated("MP3") : AudioUnreadable.empty();
        }
        return new Outline(scan.first(), info, frames, scan.cut());
      }
    }

    boolean broken() {
      return cut || (info != null && frames < info.frames() * WHOLE);
    }

    /** First frame of sound, counted from what the decoder delivers. */
    long start() {
      return info == null ? 0 : Math.min(info.delay(), end());
    }

    long end() {
      long all = frames * first.samples();
      return info == null || broken() ? all : Math.max(0, all - info.padding());
    }
  }

  /** The bytes of the frames of sound, as the decoder's input. */
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

  /** Takes the decoder's samples before they are clipped and rounded. */
  private static final class Pcm extends Obuffer {
    final float[] samples;
    private final int channels;
    private final int[] filled;

    Pcm(int channels, int frames) {
      this.channels = channels;
      this.samples = new float[channels * frames];
      this.filled = new int[channels];
    }

    /** A frame that cannot be decoded leaves silence of its length. */
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
