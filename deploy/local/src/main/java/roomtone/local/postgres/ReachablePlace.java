package roomtone.local.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import roomtone.local.CannotStart;

/**
 * Where the server's account can reach the data. A checkout below /root is closed to every other
 * account; then the data lie under /var/lib and the home holds a link to them. The link is the
 * claim: without it what lies there is left over from a home that was deleted, and goes.
 */
final class ReachablePlace {

  private static final Path ELSEWHERE = Path.of("/var/lib/roomtone-local");

  private ReachablePlace() {}

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
      throw CannotStart.unwritable(data, cannotWrite);
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
