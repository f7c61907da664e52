package roomtone.manager.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/** Sounds made for tests, and files of them. */
public final class Sounds {

  /** Kinds of WAV. */
  public enum Wav {
    INT_8(1, 8),
    INT_16(1, 16),
    INT_24(1, 24),
    INT_32(1, 32),
    FLOAT_32(3, 32),
    FLOAT_64(3, 64);

    final int coding;
    final int bits;

    Wav(int coding, int bits) {
      this.coding = coding;
      this.bits = bits;
    }
  }

  private Sounds() {}

  public static IntToDoubleFunction sine(double hertz, double amplitude, int sampleRate) {
    return i -> amplitude * Math.sin(2 * Math.PI * hertz * i / sampleRate);
  }

  /** White noise, uniform in ± amplitude, the same every time. */
  public static IntToDoubleFunction noise(double amplitude, long seed) {
    Random random = new Random(seed);
    double[] values = random.doubles(1 << 20, -amplitude, amplitude).toArray();
    return i -> values[i & (values.length - 1)];
  }

  public static float[] samples(IntToDoubleFunction sound, int count) {
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (float) sound.applyAsDouble(i);
    }
    return samples;
  }

  public static double decibels(double level) {
    return Math.pow(10, level / 20);
  }

  /** A plain WAV file; each channel is one sound. */
  public static byte[] wav(Wav kind, int sampleRate, int frames, IntToDoubleFunction... channels) {
    int frameBytes = channels.length * kind.bits / 8;
    ByteBuffer data = little(frames * frameBytes);
    for (int i = 0; i < frames; i++) {
      for (IntToDoubleFunction channel : channels) {
        put(data, kind, channel.applyAsDouble(i));
      }
    }
    ByteBuffer format = little(16);
    format.putShort((short) kind.coding).putShort((short) channels.length).putInt(sampleRate);
    format.putInt(sampleRate * frameBytes).putShort((short) frameBytes).putShort((short) kind.bits);
    return riff(chunk("fmt ", bytes(format)), chunk("data", bytes(data)));
  }

  /** A WAV file of WAVE_FORMAT_EXTENSIBLE, which names its speakers. */
  static byte[] extensible(
      Wav kind, int sampleRate, int frames, int mask, IntToDoubleFunction... channels) {
    byte[] plain = wav(kind, sampleRate, frames, channels);
    ByteBuffer format = little(40);
    format.put(plain, 20, 16).putShort((short) 22).putShort((short) kind.bits).putInt(mask);
    format
        .putShort((short) kind.coding)
        .put(new byte[] {0, 0, 0, 0, 16, 0, -128, 0, 0, -86, 0, 56, -101, 113});
    format.putShort(0, (short) 0xfffe);
    byte[] data = new byte[plain.length - 44];
    System.arraycopy(plain, 44, data, 0, data.length);
    return riff(chunk("JUNK", new byte[27]), chunk("fmt ", bytes(format)), chunk("data", data));
  }

  static byte[] riff(byte[]... chunks) {
    int size = 4 + Stream.of(chunks).mapToInt(chunk -> chunk.length).sum();
    ByteBuffer file = little(8 + size);
    file.put(ascii("RIFF")).putInt(size).put(ascii("WAVE"));
    for (byte[] chunk : chunks) {
      file.put(chunk);
    }
    return bytes(file);
  }

  static byte[] chunk(String name, byte[] body) {
    ByteBuffer chunk = little(8 + body.length + (body.length & 1));
    chunk.put(ascii(name)).putInt(body.length).put(body);
    return bytes(chunk);
  }

  private static void put(ByteBuffer data, Wav kind, double value) {
    switch (kind) {
      case INT_8 -> data.put((byte) (Math.round(value * 127) + 128));
      case INT_16 -> data.putShort((short) Math.round(value * 32_767));
      case INT_24 -> {
        int number = (int) Math.round(value * 8_388_607);
        data.putShort((short) number).put((byte) (number >> 16));
      }
      case INT_32 -> data.putInt((int) Math.round(value * 2_147_483_647.0));
      case FLOAT_32 -> data.putFloat((float) value);
      case FLOAT_64 -> data.putDouble(value);
    }
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  /**
   * A small encoded file that lies beside the tests: tones of 440 Hz at 0.5 and, where stereo, 880
   * Hz at 0.25.
   */
  public static byte[] encoded(String name) {
    try (InputStream in = Sounds.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path file(Path directory, String name, byte[] content) {
    try {
      return Files.write(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The real recordings beside the project; empty without them, which is printed. */
  public static List<Path> recordings(Class<?> test) {
    String data = System.getenv("ROOMTONE_TEST_DATA");
    Path audio = data == null || data.isEmpty() ? null : Path.of(data, "audio");
    if (audio == null || !Files.isDirectory(audio)) {
      System.out.println(
          test.getSimpleName() + ": ROOMTONE_TEST_DATA is not set, NO RECORDING WAS TRIED");
      return List.of();
    }
    try (Stream<Path> files = Files.list(audio)) {
      return files.filter(file -> file.toString().endsWith(".ogg")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All sound that a file decodes to. */
  public static Decoded decode(Path file) throws IOException, AudioUnreadable {
    try (FrameSource source = AudioFormat.open(file)) {
      Decoded decoded =
          new Decoded(source.sampleRate(), source.channels(), source.announcedFrames());
      for (int frames = source.next(); frames > 0; frames = source.next()) {
        decoded.add(source.samples(), frames);
      }
      return decoded;
    }
  }

  /** Decoded sound. */
  public static final class Decoded {
    public final int sampleRate;
    final int channels;
    final long announced;
    private final List<float[]> blocks = new ArrayList<>();
    private int frames;

    Decoded(int sampleRate, int channels, long announced) {
      this.sampleRate = sampleRate;
      this.channels = channels;
      this.announced = announced;
    }

    private void add(float[] samples, int count) {
      blocks.add(Arrays.copyOf(samples, count * channels));
      frames += count;
    }

    int frames() {
      return frames;
    }

    public float[] channel(int channel) {
      float[] samples = new float[frames];
      int at = 0;
      for (float[] block : blocks) {
        for (int i = channel; i < block.length; i += channels) {
          samples[at++] = block[i];
        }
      }
      return samples;
    }

    /** The amplitude of a tone in a channel, without its first and last tenth. */
    double amplitude(int channel, double hertz) {
      float[] samples = channel(channel);
      double re = 0;
      double im = 0;
      int from = samples.length / 10;
      int to = samples.length - from;
      for (int i = from; i < to; i++) {
        re += samples[i] * Math.cos(2 * Math.PI * hertz * i / sampleRate);
        im += samples[i] * Math.sin(2 * Math.PI * hertz * i / sampleRate);
      }
      return 2 * Math.hypot(re, im) / (to - from);
    }
  }
}
