package roomtone.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A recording to upload, and its embedding: the amounts of rain, sea waves, thunderstorm, wind and
 * crackling fire.
 *
 * <p>Recordings from {@code audio/} in the folder {@code ROOMTONE_TEST_DATA}, else generated noise.
 */
public record Sound(String title, Path file, List<Double> embedding) {

  private static final int RATE = 22_050;

  /** Seven different sounds. */
  public static List<Sound> seven() {
    return List.of(
        of("Rain", "rain", 1, 0.02, 0.1, 0.05, 0.01),
        of("Storm", "storm", 0.5, 0.05, 1, 0.3, 0.01),
        of("Waves", "waves", 0.05, 1, 0.05, 0.2, 0.01),
        of("Wind", "wind", 0.02, 0.1, 0.1, 1, 0.05),
        of("Fireplace", "fireplace", 0.02, 0.01, 0.02, 0.05, 1),
        of("Summer night", "summer-night", 0.1, 0.1, 0.01, 0.4, 0.5),
        of("Boat", "boat", 0.1, 0.8, 0.05, 0.5, 0.05));
  }

  private static Sound of(String title, String name, double... embedding) {
    String data = System.getenv("ROOMTONE_TEST_DATA");
    Path recording = data == null ? null : Path.of(data, "audio", name + ".ogg");
    Path file = recording != null && Files.exists(recording) ? recording : noise(name);
    return new Sound(title, file, Arrays.stream(embedding).boxed().toList());
  }

  /** A WAV file, 16 bit mono, with two seconds of quiet noise; the same for the same name. */
  private static Path noise(String name) {
    Random random = new Random(name.hashCode());
    int samples = 2 * RATE;
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1);
    wav.putInt(RATE).putInt(2 * RATE).putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
    for (int i = 0; i < samples; i++) {
      wav.putShort((short) (random.nextGaussian() * 1000));
    }
    Path file = Path.of("target", "sounds", name + ".wav");
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, wav.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String fileName() {
    return file.getFileName().toString();
  }

  String embeddingJson() {
    return embedding.toString();
  }

  /** The cosine of the angle to another sound, 0..1. */
  public double likeness(Sound other) {
    double dot = 0;
    double one = 0;
    double two = 0;
    for (int i = 0; i < embedding.size(); i++) {
      dot += embedding.get(i) * other.embedding.get(i);
      one += embedding.get(i) * embedding.get(i);
      two += other.embedding.get(i) * other.embedding.get(i);
    }
    return dot / Math.sqrt(one * two);
  }
}
