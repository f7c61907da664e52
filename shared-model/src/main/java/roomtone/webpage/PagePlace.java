package roomtone.webpage;

import java.net.URI;
import java.util.List;

/**
 * A page of a service, and where it is delivered.
 *
 * @param name the name of its folder, for example {@code listener}
 * @param mount its path; it starts and ends with a slash
 * @param deepPaths whether it has views at paths below its own, so that those without a file name
 *     are answered with its shell
 * @param storage addresses from which it plays and fetches sounds
 */
public record PagePlace(String name, String mount, boolean deepPaths, List<URI> storage) {

  /** A page with a single path that plays no sounds. */
  public static PagePlace of(String name, String mount) {
    return new PagePlace(name, mount, false, List.of());
  }

  /** The same page with views at paths below its own. */
  public PagePlace withDeepPaths() {
    return new PagePlace(name, mount, true, storage);
  }

  /** The same page, which plays sounds that lie at an address. */
  public PagePlace playingFrom(URI address) {
    return new PagePlace(name, mount, deepPaths, List.of(address));
  }
}
