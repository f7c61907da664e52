package roomtone.manager.decode;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Decodes WAV with linear samples: integers of 8 to 32 bits, floats of 32 or 64, plain, extensible
 * or RF64.
 */
final class WavFrames extends FrameSource {

  private static final int BLOCK = 4_096;
  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;

  private static final int MAX_CHUNKS = 1_000;

  /** The size that a writer states when it cannot go back to correct it. */
  private static final long UNKNOWN_SIZE = 0xffff_ffffL;

  /** The largest sample (+80 dB); others, and those that are no numbers, mean a damaged file. */
  private static final float MAX_SAMPLE = 1e4f;

  private final RandomAccessFile file;
  private final Sample sample;
  private final int frameBytes;
  private final long frames;
  private final byte[] bytes;
  private final float[] samples;
  private long delivered;

  private WavFrames(RandomAccessFile file, Format format, long dataBytes) throws AudioUnreadable {
    super(format.layout, format.sampleRate);
    this.file = file;
    this.sample = format.sample;
    this.frameBytes = format.frameBytes();
    this.frames = dataBytes / frameBytes;
    this.bytes = new byte[BLOCK * frameBytes];
    this.samples = new float[BLOCK * channels()];
  }

  static WavFrames open(Path path) throws IOException, AudioUnreadable {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    try {
      return read(file);
    } catch (EOFException e) {
      file.close();
      throw AudioUnreadable.truncated("WAV");
    } catch (IOException | AudioUnreadable e) {
      file.close();
      throw e;
    }
  }

  private static WavFrames read(RandomAccessFile file) throws IOException, AudioUnreadable {
    ByteBuffer riff = read(file, 12);
    long riffBytes = riff.getInt(4) & UNKNOWN_SIZE;
    boolean streamed = riffBytes == UNKNOWN_SIZE;
    long wideDataBytes = -1;
    Format format = null;
    for (int chunks = 0; chunks < MAX_CHUNKS; chunks++) {
      if (file.length() - file.getFilePointer() < 8) {
        // The file ends after its headers.
        throw format == null && file.length() > 12
            ? AudioUnreadable.damaged("WAV", "no format")
            : AudioUnreadable.truncated("WAV");
      }
      ByteBuffer chunk = read(file, 8);
      String name = name(chunk);
      long size = chunk.getInt(4) & UNKNOWN_SIZE;
      long start = file.getFilePointer();
      switch (name) {
        case "ds64" -> wideDataBytes = wide(read(file, 16));
        case "fmt " -> format = Format.read(file, size);
        case "data" -> {
          if (format == null) {
            throw AudioUnreadable.damaged("WAV", "samples before their format");
          }
          return new WavFrames(
              file, format, dataBytes(size, wideDataBytes, streamed, file.length() - start));
        }
        default -> {}
      }
      file.seek(start + size + (size & 1));
    }
    throw AudioUnreadable.damaged("WAV", "nothing but headers");
  }

  /**
   * The bytes of samples in a file: a header may leave their number open, or state more than there
   * are.
   */
  private static long dataBytes(long stated, long wide, boolean streamed, long present)
      throws AudioUnreadable {
    long size = stated == UNKNOWN_SIZE && wide >= 0 ? wide : stated;
    if (streamed && (size == UNKNOWN_SIZE || size == 0)) {
      return present;
    }
    if (size > present) {
      throw AudioUnreadable.truncated("WAV");
    }
    return size;
  }

  private static long wide(ByteBuffer sizes) throws AudioUnreadable {
    long dataBytes = sizes.getLong(8);
    if (dataBytes < 0) {
      throw AudioUnreadable.damaged("WAV", "a negative size");
    }
    return dataBytes;
  }

  @Override
  public long announcedFrames() {
    return frames;
  }

  @Override
  public int next() throws IOException, AudioUnreadable {
    int wanted = (int) Math.min(BLOCK, frames - delivered);
    if (wanted == 0) {
      return -1;
    }
    try {
      file.readFully(bytes, 0, wanted * frameBytes);
    } catch (EOFException e) {
      throw AudioUnreadable.truncated("WAV");
    }
    ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = wanted * channels();
    for (int i = 0; i < count; i++) {
      float value = sample.reader.read(from);
      if (!(Math.abs(value) <= MAX_SAMPLE)) {
        throw AudioUnreadable.damaged("WAV", "samples that are no numbers");
      }
      samples[i] = value;
    }
    delivered += wanted;
    return wanted;
  }

  @Override
  public float[] samples() {
    return samples;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static ByteBuffer read(RandomAccessFile file, int count) throws IOException {
    byte[] bytes = new byte[count];
    file.readFully(bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String name(ByteBuffer chunk) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      name.append((char) (chunk.get(i) & 0xff));
    }
    return name.toString();
  }

  /** Reads one sample; full scale is ±1. */
  private interface SampleReader {
    float read(ByteBuffer from);
  }

  /** The coding of a sample, and its bytes. */
  private record Sample(int bytes, SampleReader reader) {
    static final Sample UNSIGNED_8 = new Sample(1, from -> ((from.get() & 0xff) - 128) / 128f);
    static final Sample SIGNED_16 = new Sample(2, from -> from.getShort() / 32_768f);
    static final Sample SIGNED_24 =
        new Sample(3, from -> ((from.getShort() & 0xffff) | (from.get() << 16)) / 8_388_608f);
    static final Sample SIGNED_32 =
        new Sample(4, from -> (float) (from.getInt() / 2_147_483_648.0));
    static final Sample FLOAT_32 = new Sample(4, ByteBuffer::getFloat);
    static final Sample FLOAT_64 = new Sample(8, from -> (float) from.getDouble());
  }

  private record Format(ChannelLayout layout, int sampleRate, Sample sample) {

    static Format read(RandomAccessFile file, long size) throws IOException, AudioUnreadable {
      if (size < 16) {
        throw AudioUnreadable.damaged("WAV", "a short format");
      }
      ByteBuffer fmt = WavFrames.read(file, (int) Math.min(size, 40));
      int coding = fmt.getShort(0) & 0xffff;
      int channels = fmt.getShort(2) & 0xffff;
      int sampleRate = fmt.getInt(4);
      int frameBytes = fmt.getShort(12) & 0xffff;
      int bits = fmt.getShort(14) & 0xffff;
      ChannelLayout layout = ChannelLayout.standard(channels);
      if (coding == EXTENSIBLE && size >= 40) {
        layout = ChannelLayout.ofMask(channels, fmt.getInt(20));
        coding = fmt.getShort(24) & 0xffff;
      }
      if (channels == 0 || sampleRate <= 0) {
        throw AudioUnreadable.damaged("WAV", "no channels or no sample rate");
      }
      Format format = new Format(layout, sampleRate, sample(coding, bits));
      if (frameBytes != format.frameBytes()) {
        throw AudioUnreadable.damaged("WAV", "a frame of " + frameBytes + " bytes");
      }
      return format;
    }

    int frameBytes() {
      return layout.channels() * sample.bytes;
    }

    private static Sample sample(int coding, int bits) throws AudioUnreadable {
      // Samples of 12 or 20 bits lie in the upper part of whole bytes.
      int bytes = (bits + 7) / 8;
      if (coding == PCM && bytes >= 1 && bytes <= 4) {
        return switch (bytes) {
          case 1 -> Sample.UNSIGNED_8;
          case 2 -> Sample.SIGNED_16;
          case 3 -> Sample.SIGNED_24;
          default -> Sample.SIGNED_32;
        };
      }
      if (coding == FLOAT && bits == 32) {
        return Sample.FLOAT_32;
      }
      if (coding == FLOAT && bits == 64) {
        return Sample.FLOAT_64;
      }
      throw AudioUnreadable.unsupported(
          switch (coding) {
            case 2, 0x11 -> "ADPCM in WAV";
            case 6 -> "A-law in WAV";
            case 7 -> "mu-law in WAV";
            case 0x50, 0x55 -> "MPEG audio in WAV";
            default -> "WAV with coding 0x%04x at %d bits".formatted(coding, bits);
          });
    }
  }
}
