package roomtone.local.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import roomtone.local.startup.StartupFailure;

/**
 * Finds a place for the data that the server's account can reach. Other accounts cannot enter a
 * checkout below /root; then the data are under /var/lib and the home has a link to them. Data
 * without such a link are of a home that was deleted, and are deleted too.
 */
final class DataLocation {

  private static final Path ELSEWHERE = Path.of("/var/lib/roomtone-local");

  private DataLocation() {}

  static Path of(Path data, ServerAccount account) {
    try {
      Files.createDirectories(data.getParent());
      if (Files.isSymbolicLink(data)) {
        return followed(data, account);
      }
      if (Files.exists(data, LinkOption.NOFOLLOW_LINKS) || account.reaches(data.getParent())) {
        return data;
      }
      Path elsewhere = elsewhere(data);
      DataDirectory.deleteTree(elsewhere);
      Files.createSymbolicLink(data, elsewhere);
      return followed(data, account);
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(data, cannotWrite);
    }
  }

  private static Path followed(Path link, ServerAccount account) throws IOException {
    Path target = link.resolveSibling(Files.readSymbolicLink(link));
    Files.createDirectories(target.getParent());
    if (!account.reaches(target.getParent())) {
      throw new IOException("the account " + account + " cannot enter " + target.getParent());
    }
    return target;
  }

  private static Path elsewhere(Path data) {
    byte[] home = data.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
    return ELSEWHERE.resolve(UUID.nameUUIDFromBytes(home).toString());
  }
}
