package roomtone.local.demo.sound;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes RIFF/WAVE files with 16-bit stereo PCM. */
final class WavFile {

  private static final int BYTES_PER_FRAME = 4;
  private static final int HEADER_BYTES = 44;

  private final FileChannel channel;
  private final MessageDigest digest;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);

  private WavFile(FileChannel channel, MessageDigest digest) {
    this.channel = channel;
    this.digest = digest;
  }

  /** Writes a temporary file and renames it at the end; returns its SHA-256 in hex. */
  static String write(Path file, Loop loop) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (FileChannel channel = FileChannel.open(unfinished, CREATE, WRITE, TRUNCATE_EXISTING)) {
        WavFile wav = new WavFile(channel, digest);
        wav.writeHeader();
        wav.writeSamples(loop);
        wav.flush();
      }
      Files.move(unfinished, file, ATOMIC_MOVE, REPLACE_EXISTING);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java has SHA-256
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private void writeHeader() {
    int dataBytes = Loop.FRAMES * BYTES_PER_FRAME;
    buffer.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER_BYTES - 8 + dataBytes);
    buffer.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    buffer.putShort((short) 1).putShort((short) 2); // PCM, two channels
    buffer.putInt(Loop.SAMPLE_RATE).putInt(Loop.SAMPLE_RATE * BYTES_PER_FRAME);
    buffer.putShort((short) BYTES_PER_FRAME).putShort((short) 16);
    buffer.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(dataBytes);
  }

  private void writeSamples(Loop loop) throws IOException {
    for (int frame = 0; frame < Loop.FRAMES; frame++) {
      if (buffer.remaining() < BYTES_PER_FRAME) {
        flush();
      }
      buffer.putShort((short) Math.round(loop.left[frame] * Short.MAX_VALUE));
      buffer.putShort((short) Math.round(loop.right[frame] * Short.MAX_VALUE));
    }
  }

  private void flush() throws IOException {
    digest.update(buffer.flip());
    buffer.rewind();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
