package roomtone.webpage;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A page of a service, and where it is delivered.
 *
 * @param name the name of its folder, for example {@code listener}
 * @param mount its path; it starts and ends with a slash
 * @param deepPaths whether it has views at paths below its own, so that those without a file name
 *     are answered with its shell
 * @param storage addresses from which it plays and fetches sounds
 * @param listener the address of the listener's page, whose service it calls, too; empty: it does
 *     not
 */
public record PagePlace(
    String name, String mount, boolean deepPaths, List<URI> storage, Optional<URI> listener) {

  /** A page with a single path that plays no sounds. */
  public static PagePlace of(String name, String mount) {
    return new PagePlace(name, mount, false, List.of(), Optional.empty());
  }

  /** The same page with views at paths below its own. */
  public PagePlace withDeepPaths() {
    return new PagePlace(name, mount, true, storage, listener);
  }

  /** The same page, which plays sounds that lie at an address. */
  public PagePlace playingFrom(URI address) {
    return new PagePlace(name, mount, deepPaths, List.of(address), listener);
  }

  /** The same page, which also calls the service of the listener's page at an address. */
  public PagePlace callingListenersAt(URI address) {
    return new PagePlace(name, mount, deepPaths, storage, Optional.of(address));
  }
}
