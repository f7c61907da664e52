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
import roomtone.manager.song.DisplayText;

/**
 * A file that was received, recognised and hashed.
 *
 * @param path where it lies on this server's disk
 * @param name the sender's name of it, as text to show; null when nothing of it can be shown
 * @param size bytes
 * @param sha256 lower-case hex
 */
record ReceivedFile(Path path, String name, long size, AudioFormat format, String sha256) {

  /**
   * Recognises and hashes a file.
   *
   * @param fileName as the sender wrote it, or null
   * @throws AudioUnreadable when it is none of the formats that are taken in
   */
  static ReceivedFile of(Path path, String fileName) throws IOException, AudioUnreadable {
    return new ReceivedFile(
        path,
        DisplayText.ofFileName(fileName),
        Files.size(path),
        AudioFormat.of(path),
        sha256(path));
  }

  /** The texts that may name what is heard: the title that it will have, and the tags. */
  List<String> words(String statedTitle, FileTags tags) {
    return Stream.concat(Stream.of(title(statedTitle, tags)), tags.words().stream()).toList();
  }

  /** The song's title: as stated, else as tagged, else the name of the file. */
  String title(String stated, FileTags tags) {
    return Stream.of(stated, tags.title(), name, "Untitled")
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static String sha256(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path);
        DigestInputStream hashed =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      hashed.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(hashed.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
