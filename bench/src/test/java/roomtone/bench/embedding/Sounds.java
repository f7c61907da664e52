package roomtone.bench.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Sounds made for tests, as functions of the sample's number. */
final class Sounds {

  private Sounds() {}

  static IntToDoubleFunction sine(double hertz, double amplitude, int sampleRate) {
    return i -> amplitude * Math.sin(2 * Math.PI * hertz * i / sampleRate);
  }

  /** White noise, uniform in ± amplitude, the same every time. */
  static IntToDoubleFunction noise(double amplitude, long seed) {
    double[] values = new Random(seed).doubles(1 << 20, -amplitude, amplitude).toArray();
    return i -> values[i & (values.length - 1)];
  }

  static float[] samples(IntToDoubleFunction sound, int count) {
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (float) sound.applyAsDouble(i);
    }
    return samples;
  }

  /** A WAV file of one channel of 16 bits. */
  static byte[] wav(int sampleRate, float[] samples) {
    int bytes = 2 * samples.length;
    ByteBuffer wav = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(36 + bytes).put(ascii("WAVEfmt ")).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(sampleRate).putInt(2 * sampleRate);
    wav.putShort((short) 2).putShort((short) 16).put(ascii("data")).putInt(bytes);
    for (float sample : samples) {
      wav.putShort((short) Math.round(Math.clamp(sample, -1, 1) * 32_767));
    }
    return wav.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
