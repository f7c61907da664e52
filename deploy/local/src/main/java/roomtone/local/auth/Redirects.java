package roomtone.local.auth;

import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where a link of a mail may lead. Supabase asks the project's list of allowed addresses; here
 * every page of this machine is allowed.
 */
final class Redirects {

  private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

  private final Supplier<AuthSettings> settings;

  Redirects(Supplier<AuthSettings> settings) {
    this.settings = settings;
  }

  /**
   * The page that was asked for, or the site's own when it is not allowed.
   *
   * @param wanted null for none
   */
  URI allowed(String wanted) {
    try {
      URI page = URI.create(wanted == null ? "" : wanted);
      if (("http".equals(page.getScheme()) || "https".equals(page.getScheme()))
          && HOSTS.contains(String.valueOf(page.getHost()))
          && page.getUserInfo() == null) {
        return page;
      }
    } catch (IllegalArgumentException malformed) {
      // the site's own page
    }
    return settings.get().siteUrl();
  }
}
