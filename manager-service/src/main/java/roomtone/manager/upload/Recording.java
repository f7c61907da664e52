package roomtone.manager.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import roomtone.manager.decode.AudioFormat;
import roomtone.manager.decode.AudioUnreadable;
import roomtone.manager.song.PlainText;

/**
 * A file that was received, recognised and hashed.
 *
 * @param file where it lies
 * @param name what the sender called it, as text to show; null: nothing usable
 * @param size bytes
 * @param sha256 lower-case hex
 */
record Recording(Path file, String name, long size, AudioFormat format, String sha256) {

  /**
   * Looks at a file.
   *
   * @param fileName as the sender wrote it, or null
   */
  static Recording of(Path file, String fileName) throws IOException, AudioUnreadable {
    return new Recording(
        file, PlainText.ofFileName(fileName), Files.size(file), AudioFormat.of(file), hash(file));
  }

  /** Whatever may tell what is heard: the title that it will have, and the tags. */
  List<String> words(String statedTitle, Tags tags) {
    return Stream.concat(Stream.of(title(statedTitle, tags)), tags.words().stream()).toList();
  }

  /** What it is called: as stated, else as tagged, else as its file. */
  String title(String stated, Tags tags) {
    return Stream.of(stated, tags.title(), name, "Untitled")
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream hashed =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
