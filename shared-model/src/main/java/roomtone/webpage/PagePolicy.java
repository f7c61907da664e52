package roomtone.webpage;

import java.net.URI;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Content-Security-Policy of a page: scripts, styles and fonts from its own service alone,
 * calls to that service, to Auth, to the storage of sounds and to the other service. Nothing
 * inline, no eval, no plug-ins, no frames.
 *
 * @see "W3C, Content Security Policy Level 3"
 */
final class PagePolicy {

  private PagePolicy() {}

  /**
   * Returns the value of the header.
   *
   * @param auth any address of Auth
   */
  static String of(URI auth, PagePlace place) {
    String sounds = origins(place.storage().stream());
    String called =
        origins(
            Stream.of(Stream.of(auth), place.storage().stream(), place.listener().stream())
                .flatMap(addresses -> addresses));
    return Stream.of(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self' " + called,
            ("media-src 'self' blob: " + sounds).strip(),
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'")
        .collect(Collectors.joining("; "));
  }

  private static String origins(Stream<URI> addresses) {
    return addresses.map(PagePolicy::origin).distinct().collect(Collectors.joining(" "));
  }

  /** Returns scheme, host and port of an address. */
  private static String origin(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return address.getScheme() + "://" + address.getHost() + port;
  }
}
