package roomtone.doctor;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The command line.
 *
 * @param files env files, the later ones override the earlier ones
 * @param origin of the manager's pages, such as https://staff.example.org
 * @param local whether the deployment is that of ./dev up, where demo data are no fault
 */
record Arguments(List<Path> files, Optional<String> origin, boolean local) {

  /**
   * Reads the command line.
   *
   * @throws UsageError when it has an unknown option, a value is missing, or it names no file
   */
  static Arguments parse(String... arguments) {
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    List<Path> files = new ArrayList<>();
    Optional<String> origin = Optional.empty();
    boolean local = false;
    while (!rest.isEmpty()) {
      String option = rest.poll();
      switch (option) {
        case "--env" -> files.add(Path.of(value(option, rest)));
        case "--origin" -> origin = Optional.of(origin(value(option, rest)));
        case "--local" -> local = true;
        default -> throw new UsageError("doctor does not know '%s'".formatted(option));
      }
    }
    if (files.isEmpty()) {
      throw new UsageError("name an env file with --env FILE");
    }
    return new Arguments(List.copyOf(files), origin, local);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new UsageError(option + " needs a value");
    }
    return rest.poll();
  }

  private static String origin(String value) {
    try {
      URI uri = URI.create(value);
      boolean isOrigin =
          ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
              && uri.getHost() != null
              && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
      if (isOrigin) {
        return uri.getScheme() + "://" + uri.getAuthority();
      }
    } catch (IllegalArgumentException noAddress) {
      // the exception below reports it
    }
    throw new UsageError("--origin needs an address such as https://staff.example.org");
  }
}
