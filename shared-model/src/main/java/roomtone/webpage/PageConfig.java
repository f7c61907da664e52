package roomtone.webpage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import roomtone.auth.SupabaseSettings;

/** config.json of a page: what it has to know before anybody signs in. All of it is public. */
final class PageConfig {

  /** The languages for which the pages have messages; the first one is for everybody else. */
  private static final List<String> LANGUAGES = List.of("en", "de");

  private PageConfig() {}

  /**
   * Returns config.json as a file of the page.
   *
   * @param listener the address of the listener's page, for pages that call its service
   * @param dimensions the five names, in their order
   * @param page the hash of the page; empty when the build left it out, then {@code page} is null
   */
  static PageFile file(
      SupabaseSettings supabase,
      PageLinks links,
      Optional<URI> listener,
      List<String> dimensions,
      Optional<String> page) {
    JsonObject shown = new JsonObject();
    put(shown, "privacy", links.privacy());
    put(shown, "imprint", links.imprint());
    put(shown, "support", links.support());
    JsonObject config =
        new JsonObject()
            .put("supabase_url", supabase.url().orElseThrow().toString())
            .put("publishable_key", supabase.publishableKey().orElseThrow())
            .put("languages", new JsonArray(LANGUAGES))
            .put("dimensions", new JsonArray(dimensions))
            .put("links", shown)
            .put("page", page.orElse(null));
    put(config, "listener_url", listener);
    byte[] json = config.encode().getBytes(StandardCharsets.UTF_8);
    return new PageFile(
        "application/json",
        false,
        List.of(PageFile.Copy.of(PageFile.IDENTITY, sha256(json), json)));
  }

  private static void put(JsonObject object, String name, Optional<URI> link) {
    link.ifPresent(address -> object.put(name, address.toString()));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
