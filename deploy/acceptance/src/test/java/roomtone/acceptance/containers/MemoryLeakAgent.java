package roomtone.acceptance.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Java agent that lets a service run out of memory once: while the file that is its argument
 * exists, which it deletes first.
 */
public final class MemoryLeakAgent {

  private MemoryLeakAgent() {}

  /** Runs before the service's main method. */
  public static void premain(String file) throws IOException {
    if (Files.deleteIfExists(Path.of(file))) {
      byte[][] kept = new byte[1 << 20][];
      for (int megabyte = 0; ; megabyte++) {
        kept[megabyte] = new byte[1 << 20];
      }
    }
  }
}
