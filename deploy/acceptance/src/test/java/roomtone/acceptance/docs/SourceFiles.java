package roomtone.acceptance.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds and reads files of the checkout. */
final class SourceFiles {

  /** Folders that hold nothing of the sources. */
  private static final List<String> GENERATED =
      List.of("target", "node_modules", ".git", ".roomtone");

  private SourceFiles() {}

  /** Returns the files below a folder whose names end so, in no particular order. */
  static List<Path> below(Path folder, String ending) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.flatMap(entry -> found(entry, ending)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> found(Path entry, String ending) {
    String name = entry.getFileName().toString();
    if (Files.isDirectory(entry)) {
      return GENERATED.contains(name) ? Stream.empty() : below(entry, ending).stream();
    }
    return name.endsWith(ending) ? Stream.of(entry) : Stream.empty();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
