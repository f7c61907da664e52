package roomtone.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The kinds of problems of a service: those that both services have and its own. They stand in two
 * property files, which answers, the description of the API and the documents read.
 */
public final class ProblemRegistry {

  private static final List<String> FILES =
      List.of(
          "META-INF/roomtone/shared-problems.properties", "META-INF/roomtone/problems.properties");

  private final Map<String, ProblemKind> kinds = new TreeMap<>();

  private ProblemRegistry(ClassLoader loader) {
    for (String file : FILES) {
      read(loader, file)
          .forEach(
              (slug, entry) ->
                  kinds.put(slug.toString(), ProblemKind.parse(slug.toString(), entry.toString())));
    }
  }

  /** The registry of the running service, read once. */
  static ProblemRegistry ofService() {
    return Holder.REGISTRY;
  }

  /** Reads the registry of the classes that a loader sees, as a build step needs it. */
  public static ProblemRegistry read(ClassLoader loader) {
    return new ProblemRegistry(loader);
  }

  /**
   * The kind with a name.
   *
   * @throws IllegalArgumentException when the registry has none
   */
  ProblemKind kind(String slug) {
    ProblemKind kind = kinds.get(slug);
    if (kind == null) {
      throw new IllegalArgumentException("no kind of problem is called '" + slug + "'");
    }
    return kind;
  }

  /** All kinds in the order of their names. */
  public Collection<ProblemKind> kinds() {
    return kinds.values();
  }

  private static Properties read(ClassLoader loader, String file) {
    Properties entries = new Properties();
    try (InputStream stream = loader.getResourceAsStream(file)) {
      if (stream != null) {
        entries.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  private static final class Holder {
    private static final ProblemRegistry REGISTRY = read(ProblemRegistry.class.getClassLoader());
  }
}
