package roomtone.brain.webpage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.RawHttp;

/** The listener's page as the build made it, through all filters of the service. */
@QuarkusTest
@TestProfile(ListenerPageTest.WithLinks.class)
@DisabledIfSystemProperty(
    named = "web.skip",
    matches = "true",
    disabledReason = "the pages are not built")
class ListenerPageTest extends BrainTest {

  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"\\./(assets/[^\"]+)\"");

  private static final Pattern HASH =
      Pattern.compile("<meta name=\"roomtone-page\" content=\"([0-9a-f]{16})\">");

  /** Sets two of the three links, names of dimensions, and a small limit for one address. */
  public static class WithLinks implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "roomtone.links.privacy", "https://example.org/privacy?lang=de",
          "roomtone.links.support", "https://example.org/help",
          "roomtone.dimensions", "water,waves,thunder,air,fire",
          "roomtone.trusted-proxies", "127.0.0.1/32",
          "roomtone.limits.page-files-per-minute", "1",
          "roomtone.limits.page-files-burst", "30");
    }
  }

  @TestHTTPResource("/")
  URI brain;

  @Inject MeterRegistry meters;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void the_shell_is_public_and_its_policy_names_auth_alone() throws Exception {
    URI auth = fixtures.auth().url();
    for (String path : List.of("/", "/?player=garden&code=047113")) {
      HttpResponse<String> shell = get("203.0.113.1", path);
      assertEquals(200, shell.statusCode());
      assertEquals("text/html; charset=utf-8", header(shell, "Content-Type"));
      assertEquals("no-cache", header(shell, "Cache-Control"));
      assertEquals(
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
              + "connect-src 'self' http://127.0.0.1:"
              + auth.getPort()
              + "; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; "
              + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          header(shell, "Content-Security-Policy"));
      assertEquals("nosniff", header(shell, "X-Content-Type-Options"));
      assertEquals("DENY", header(shell, "X-Frame-Options"));
      assertEquals("no-referrer", header(shell, "Referrer-Policy"));
    }
  }

  @Test
  void the_shell_needs_no_valid_token_and_no_session() throws Exception {
    assertEquals(
        200, get("203.0.113.2", "/", "Authorization", "Bearer sb_publishable_x").statusCode());
  }

  @Test
  void every_asset_of_the_shell_is_compressed_and_kept_for_a_year() throws Exception {
    String shell = get("203.0.113.3", "/").body();
    List<String> assets =
        ASSET.matcher(shell).results().map((MatchResult found) -> found.group(1)).toList();
    assertFalse(assets.isEmpty(), shell);
    for (String asset : assets) {
      HttpResponse<String> answer = get("203.0.113.3", "/" + asset, "Accept-Encoding", "gzip, br");
      assertEquals(200, answer.statusCode(), asset);
      assertEquals("public, max-age=31536000, immutable", header(answer, "Cache-Control"));
      assertEquals("br", header(answer, "Content-Encoding"), asset);
      assertEquals("Accept-Encoding", header(answer, "Vary"));
      HttpResponse<String> again =
          get(
              "203.0.113.3",
              "/" + asset,
              "Accept-Encoding",
              "gzip, br",
              "If-None-Match",
              header(answer, "ETag"));
      assertEquals(304, again.statusCode(), asset);
    }
  }

  @Test
  void an_unchanged_shell_keeps_its_policy() throws Exception {
    HttpResponse<String> shell = get("203.0.113.4", "/");
    HttpResponse<String> again = get("203.0.113.4", "/", "If-None-Match", header(shell, "ETag"));
    assertEquals(304, again.statusCode());
    assertEquals(
        header(shell, "Content-Security-Policy"), header(again, "Content-Security-Policy"));
  }

  @Test
  void config_json_says_what_a_page_needs_before_sign_in() throws Exception {
    HttpResponse<String> answer = get("203.0.113.5", "/config.json");
    assertEquals("application/json", header(answer, "Content-Type"));
    assertEquals("no-cache", header(answer, "Cache-Control"));
    assertEquals(
        new JsonObject()
            .put("supabase_url", fixtures.auth().url().toString())
            .put("publishable_key", "sb_publishable_test")
            .put("languages", new JsonArray(List.of("en", "de")))
            .put("dimensions", new JsonArray(List.of("water", "waves", "thunder", "air", "fire")))
            .put(
                "links",
                new JsonObject()
                    .put("privacy", "https://example.org/privacy?lang=de")
                    .put("support", "https://example.org/help"))
            .put("page", hashOfTheShell()),
        new JsonObject(answer.body()));
  }

  private String hashOfTheShell() throws Exception {
    return HASH.matcher(get("203.0.113.6", "/").body())
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files.json",
        "/index.html.br",
        "/assets/",
        "/assets/missing.js",
        "/assets/../files.json",
        "/assets/..%2ffiles.json",
        "/assets/%2e%2e/application.properties",
        "/roomtone/pages/listener/index.html",
        "/application.properties",
        "/META-INF/roomtone/problems.properties",
        "/rooms/garden"
      })
  void nothing_but_the_listed_files_is_delivered(String path) throws Exception {
    HttpResponse<String> answer = get("203.0.113.7", path);
    assertEquals(404, answer.statusCode(), path);
    assertEquals("application/problem+json", header(answer, "Content-Type"), path);
  }

  @Test
  void the_filters_of_the_service_come_first() throws Exception {
    HttpResponse<String> foreign = get("203.0.113.8", "/", "Origin", "https://evil.example");
    assertEquals(403, foreign.statusCode());
    assertTrue(foreign.body().contains("foreign-origin"), foreign.body());
    assertEquals(414, get("203.0.113.8", "/?" + "x".repeat(5000)).statusCode());
    String large = "x".repeat(20_000);
    RawHttp.refused(
        brain,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\nConnection: close\r\n\r\n" + large,
        413,
        "too-large");
    RawHttp.refused(
        brain,
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        405,
        "method-not-allowed");
  }

  @Test
  void files_from_one_address_are_limited_apart_from_other_calls() throws Exception {
    for (int i = 0; i < 30; i++) {
      assertEquals(200, get("203.0.113.9", "/").statusCode());
    }
    HttpResponse<String> refused = get("203.0.113.9", "/config.json");
    assertEquals(429, refused.statusCode());
    assertTrue(Integer.parseInt(header(refused, "Retry-After")) > 0);
    assertEquals(200, get("203.0.113.9", "/api/players").statusCode());
    assertEquals(200, get("203.0.113.10", "/").statusCode());
  }

  @Test
  void meters_name_no_single_file() throws Exception {
    String shell = get("203.0.113.11", "/").body();
    String asset = ASSET.matcher(shell).results().findFirst().orElseThrow().group(1);
    get("203.0.113.11", "/" + asset);
    List<String> named =
        meters.find("http.server.requests").meters().stream()
            .map(Meter::getId)
            .map(id -> id.getTag("uri"))
            .filter(uri -> uri.contains("assets"))
            .toList();
    assertEquals(List.of("/assets/{file}"), named.stream().distinct().toList());
  }

  private HttpResponse<String> get(String caller, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(brain.toString().replaceFirst("/$", "") + path))
            .header("X-Forwarded-For", caller);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
