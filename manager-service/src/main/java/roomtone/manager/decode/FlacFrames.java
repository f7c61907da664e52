package roomtone.manager.decode;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.kc7bfi.jflac.FLACDecoder;
import org.kc7bfi.jflac.FrameListener;
import org.kc7bfi.jflac.frame.Frame;
import org.kc7bfi.jflac.metadata.Metadata;

/**
 * Decodes FLAC of 4 to 24 bits. The decoder gets the stream's description and its frames alone:
 * pictures and comments, which may be large and state a wrong size, are skipped.
 */
final class FlacFrames extends FrameSource {

  private static final int STREAMINFO_BYTES = 34;
  private static final int LAST_BLOCK = 0x80;
  private static final int MAX_BITS = 24;

  private final InputStream in;
  private final FLACDecoder decoder;
  private final StreamInfo info;
  private final float scale;
  private float[] samples = new float[0];
  private long delivered;
  private String fault;

  private FlacFrames(InputStream in, StreamInfo info) throws IOException, AudioUnreadable {
    super(ChannelLayout.standard(info.channels), info.sampleRate);
    this.in = in;
    this.info = info;
    this.scale = 1f / (1 << (info.bits - 1));
    byte[] head = new byte[8 + STREAMINFO_BYTES];
    System.arraycopy(
        new byte[] {'f', 'L', 'a', 'C', (byte) LAST_BLOCK, 0, 0, STREAMINFO_BYTES}, 0, head, 0, 8);
    System.arraycopy(info.bytes, 0, head, 8, STREAMINFO_BYTES);
    if (info.frames == 0) {
      // The decoder refuses a stream of unknown length. With the largest length that can be stated
      // it reads to the end.
      head[8 + 13] |= 0x0f;
      Arrays.fill(head, 8 + 14, 8 + 18, (byte) 0xff);
    }
    this.decoder = new FLACDecoder(new SequenceInputStream(new ByteArrayInputStream(head), in));
    decoder.addFrameListener(new Faults());
    decoder.readMetadata();
  }

  static FlacFrames open(Path path) throws IOException, AudioUnreadable {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      StreamInfo info = toFirstFrame(in);
      if (info.bits > MAX_BITS) {
        throw AudioUnreadable.unsupported("a FLAC file of " + info.bits + " bits");
      }
      return new FlacFrames(in, info);
    } catch (EOFException e) {
      in.close();
      throw AudioUnreadable.truncated("FLAC");
    } catch (IOException | AudioUnreadable e) {
      in.close();
      throw e;
    }
  }

  /** Skips the metadata before the sound, and reads the description of the stream in it. */
  private static StreamInfo toFirstFrame(InputStream in) throws IOException, AudioUnreadable {
    in.mark(Id3.HEADER_BYTES);
    byte[] start = in.readNBytes(Id3.HEADER_BYTES);
    in.reset();
    in.skipNBytes(Id3.length(start) + 4);
    StreamInfo info = null;
    boolean last = false;
    while (!last) {
      int type = in.read();
      int size = (read(in) << 16) | (read(in) << 8) | read(in);
      last = (type & LAST_BLOCK) != 0;
      if ((type & 0x7f) == 0 && size == STREAMINFO_BYTES && info == null) {
        info = new StreamInfo(in.readNBytes(size));
      } else if (info == null) {
        throw AudioUnreadable.damaged("FLAC", "no description of the stream");
      } else {
        in.skipNBytes(size);
      }
    }
    return info;
  }

  private static int read(InputStream in) throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException();
    }
    return value;
  }

  @Override
  public long announcedFrames() {
    return info.frames == 0 ? UNKNOWN : info.frames;
  }

  @Override
  public int next() throws IOException, AudioUnreadable {
    Frame frame;
    try {
      frame = decoder.readNextFrame();
    } catch (EOFException e) {
      throw AudioUnreadable.truncated("FLAC");
    } catch (RuntimeException e) {
      // The decoder does not check its input: an exception means a damaged file.
      throw AudioUnreadable.damaged("FLAC", "bad frame", e);
    }
    if (fault != null || decoder.getBadFrames() > 0) {
      throw decoder.isEOF()
          ? AudioUnreadable.truncated("FLAC")
          : AudioUnreadable.damaged("FLAC", fault());
    }
    if (frame == null || decoder.isEOF()) {
      if (delivered < info.frames) {
        throw AudioUnreadable.truncated("FLAC");
      }
      return -1;
    }
    int frames = frame.header.blockSize;
    if (frame.header.channels != channels() || frames <= 0) {
      throw AudioUnreadable.damaged("FLAC", "a frame unlike the others");
    }
    interleave(frames);
    delivered += frames;
    return frames;
  }

  private String fault() {
    return fault == null ? "bad frame" : fault;
  }

  private void interleave(int frames) {
    int channels = channels();
    if (samples.length < frames * channels) {
      samples = new float[frames * channels];
    }
    for (int channel = 0; channel < channels; channel++) {
      int[] from = decoder.getChannelData()[channel].getOutput();
      for (int i = 0, to = channel; i < frames; i++, to += channels) {
        samples[to] = from[i] * scale;
      }
    }
  }

  @Override
  public float[] samples() {
    return samples;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Records errors that the decoder reports to listeners alone, such as a wrong checksum. */
  private final class Faults implements FrameListener {
    @Override
    public void processMetadata(Metadata metadata) {}

    @Override
    public void processFrame(Frame frame) {}

    @Override
    public void processError(String message) {
      fault = "bad frame or checksum";
    }
  }

  /** The first metadata block, which describes the stream. */
  private static final class StreamInfo {
    final byte[] bytes;
    final int sampleRate;
    final int channels;
    final int bits;
    final long frames;

    StreamInfo(byte[] bytes) throws EOFException {
      if (bytes.length < STREAMINFO_BYTES) {
        throw new EOFException();
      }
      this.bytes = bytes;
      long packed = 0;
      for (int i = 10; i < 18; i++) {
        packed = packed << 8 | (bytes[i] & 0xff);
      }
      this.sampleRate = (int) (packed >>> 44);
      this.channels = (int) (packed >>> 41 & 7) + 1;
      this.bits = (int) (packed >>> 36 & 31) + 1;
      this.frames = packed & 0xf_ffff_ffffL;
    }
  }
}
