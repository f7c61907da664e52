package roomtone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java sources of the modules, without their tests. */
public final class Sources {

  /** The top of the checkout, as seen from a module. */
  private static final Path ROOT = Path.of("..");

  private Sources() {}

  /**
   * The folder with the packages of a module.
   *
   * @param module such as {@code brain-service}
   */
  public static Path of(String module) {
    return ROOT.resolve(module).resolve("src/main/java");
  }

  /** All files of a module, in the order of their names. */
  public static List<Path> files(String module) throws IOException {
    try (Stream<Path> files = Files.walk(of(module))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** The text of all files of a module. */
  public static String text(String module) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files(module)) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }
}
