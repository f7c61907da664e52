package roomtone.local.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's folder, in whichever of its modules a test runs. */
public final class Checkout {

  private Checkout() {}

  /** The first folder upwards that holds mvnw. */
  public static Path folder() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("run this inside a checkout of the project");
    }
    return folder;
  }
}
