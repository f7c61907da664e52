package roomtone.webpage;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Content-Security-Policy of a page: scripts, styles and fonts from its own service alone,
 * calls to that service, to Auth and to the storage of sounds. Nothing inline, no eval, no
 * plug-ins, no frames.
 *
 * @see "W3C, Content Security Policy Level 3"
 */
final class PagePolicy {

  private PagePolicy() {}

  /**
   * Returns the value of the header.
   *
   * @param auth any address of Auth
   * @param storage addresses from which the page plays and fetches sounds; none for a page that
   *     plays none
   */
  static String of(URI auth, List<URI> storage) {
    String sounds = storage.stream().map(PagePolicy::origin).collect(Collectors.joining(" "));
    return Stream.of(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            ("connect-src 'self' " + origin(auth) + " " + sounds).strip(),
            ("media-src 'self' blob: " + sounds).strip(),
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'")
        .collect(Collectors.joining("; "));
  }

  /** Returns scheme, host and port of an address. */
  private static String origin(URI address) {
    String port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return address.getScheme() + "://" + address.getHost() + port;
  }
}
