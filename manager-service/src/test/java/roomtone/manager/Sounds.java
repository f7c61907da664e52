package roomtone.manager;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Sound files written by hand. No two have the same content. */
public final class Sounds {

  private static final Random NOISE = new Random();

  /** How the samples of a WAV file are written. */
  public enum Samples {
    INT8(8, 1),
    INT16(16, 1),
    INT24(24, 1),
    INT32(32, 1),
    FLOAT32(32, 3);

    final int bits;
    final int tag;

    Samples(int bits, int tag) {
      this.bits = bits;
      this.tag = tag;
    }
  }

  private Sounds() {}

  /** Mono, 8 kHz, 16 bit. */
  public static byte[] wav(double seconds) {
    return wav(seconds, 8000, 1, Samples.INT16, false);
  }

  /**
   * Noise in a WAV file. {@code extensible} writes the longer header of multichannel and 24-bit
   * files.
   */
  public static byte[] wav(
      double seconds, int rate, int channels, Samples samples, boolean extensible) {
    int block = channels * samples.bits / 8;
    byte[] data = new byte[(int) Math.round(seconds * rate) * block];
    fill(data, samples);
    int format = extensible ? 40 : 16;
    ByteBuffer wav = ByteBuffer.allocate(28 + format + data.length).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(wav.capacity() - 8).put(ascii("WAVE"));
    wav.put(ascii("fmt ")).putInt(format);
    wav.putShort((short) (extensible ? 0xfffe : samples.tag)).putShort((short) channels);
    wav.putInt(rate).putInt(rate * block).putShort((short) block).putShort((short) samples.bits);
    if (extensible) {
      wav.putShort((short) 22)
          .putShort((short) samples.bits)
          .putInt(0)
          .putShort((short) samples.tag);
      wav.put(
          new byte[] {
            0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38, (byte) 0x9b, 0x71
          });
    }
    wav.put(ascii("data")).putInt(data.length).put(data);
    return wav.array();
  }

  /** Fills samples with noise: any bytes for integers, numbers from -0.5 to 0.5 for floats. */
  private static void fill(byte[] data, Samples samples) {
    NOISE.nextBytes(data);
    if (samples == Samples.FLOAT32) {
      ByteBuffer floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      while (floats.hasRemaining()) {
        floats.putFloat(NOISE.nextFloat() - 0.5f);
      }
    }
  }

  /**
   * MPEG-1 layer III, 128 kbit/s, 44.1 kHz: frames of 417 bytes and 26 ms. A parser accepts them;
   * their content is random.
   */
  public static byte[] mp3(int frames) {
    ByteBuffer mp3 = ByteBuffer.allocate(frames * 417);
    for (int i = 0; i < frames; i++) {
      byte[] body = new byte[413];
      NOISE.nextBytes(body);
      for (int j = 0; j < body.length; j++) {
        body[j] &= 0x7f; // never a sync word
      }
      mp3.putInt(0xfffb9000).put(body);
    }
    return mp3.array();
  }

  /**
   * A recording of tones that was encoded elsewhere and lies beside the tests of the decoders:
   * tones.mp3, tones.ogg, tones-24.flac.
   */
  public static byte[] encoded(String name) {
    try (InputStream in = Sounds.class.getResourceAsStream("decode/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An ID3v2.3 tag with a title, as it stands before MP3 frames. */
  public static byte[] id3(String title) {
    byte[] text = title.getBytes(StandardCharsets.ISO_8859_1);
    int frame = 10 + 1 + text.length;
    ByteBuffer tag = ByteBuffer.allocate(10 + frame);
    tag.put(ascii("ID3")).put((byte) 3).put((byte) 0).put((byte) 0).putInt(frame);
    tag.put(ascii("TIT2")).putInt(1 + text.length).putShort((short) 0).put((byte) 0).put(text);
    return tag.array();
  }

  /** A FLAC file, 44.1 kHz, stereo, 16 bit: a header with the duration, then random bytes. */
  public static byte[] flac(double seconds) {
    long samples = Math.round(seconds * 44100);
    ByteBuffer flac = ByteBuffer.allocate(4 + 4 + 34 + 200);
    flac.put(ascii("fLaC")).put((byte) 0x80).put(new byte[] {0, 0, 34});
    flac.putShort((short) 4096).putShort((short) 4096).put(new byte[6]);
    // 20 bits rate, 3 bits channels - 1, 5 bits bits - 1, 36 bits samples
    flac.putLong(44100L << 44 | 1L << 41 | 15L << 36 | samples);
    byte[] rest = new byte[216];
    NOISE.nextBytes(rest);
    return flac.put(rest).array();
  }

  /** The first page of an Ogg stream whose first packet is this. */
  public static byte[] ogg(String firstPacket) {
    byte[] packet = firstPacket.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer page = ByteBuffer.allocate(28 + packet.length).order(ByteOrder.LITTLE_ENDIAN);
    page.put(ascii("OggS"))
        .put((byte) 0)
        .put((byte) 2)
        .putLong(0)
        .putInt(NOISE.nextInt())
        .putInt(0)
        .putInt(0);
    page.put((byte) 1).put((byte) packet.length).put(packet);
    return page.array();
  }

  /** All parts, one after the other. */
  public static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer whole = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      whole.put(part);
    }
    return whole.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
