package roomtone.manager.decode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.sourceforge.javaflacencoder.FLACEncoder;
import net.sourceforge.javaflacencoder.FLACFileOutputStream;
import net.sourceforge.javaflacencoder.StreamConfiguration;

/** Makes FLAC files for tests, with the encoder of the library that decodes them. */
public final class FlacFile {

  private FlacFile() {}

  /** Encodes interleaved samples. */
  public static byte[] encode(int[] samples, int channels, int sampleRate, int bits)
      throws IOException {
    Path file = Files.createTempFile("sound", ".flac");
    try (FLACFileOutputStream out = new FLACFileOutputStream(file.toFile())) {
      FLACEncoder encoder = new FLACEncoder();
      encoder.setStreamConfiguration(
          new StreamConfiguration(channels, 16, 4_096, sampleRate, bits));
      encoder.setOutputStream(out);
      encoder.openFLACStream();
      encoder.addSamples(samples, samples.length / channels);
      encoder.encodeSamples(encoder.samplesAvailableToEncode(), true);
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }
}
