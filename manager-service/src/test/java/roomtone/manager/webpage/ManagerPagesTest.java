package roomtone.manager.webpage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.manager.World;

/** The admin panel and the browser player as the build made them. */
@QuarkusTest
@QuarkusTestResource(World.class)
@DisabledIfSystemProperty(
    named = "web.skip",
    matches = "true",
    disabledReason = "the pages are not built")
class ManagerPagesTest {

  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"([^\"]*assets/[^\"]+)\"");

  World world;

  @TestHTTPResource("/")
  URI manager;

  @Inject MeterRegistry meters;

  private final HttpClient http = HttpClient.newHttpClient();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/",
        "/admin/songs",
        "/admin/players/6f1e2d3c-4b5a-4678-9abc-def012345678",
        "/player/"
      })
  void shells_are_public_and_their_policy_names_auth_and_storage(String path) throws Exception {
    HttpResponse<String> shell = get(path);
    assertEquals(200, shell.statusCode());
    assertEquals("no-cache", header(shell, "Cache-Control"));
    String auth = "http://127.0.0.1:" + world.auth().url().getPort();
    String storage = "http://127.0.0.1:" + world.storage().endpoint().getPort();
    assertEquals(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
            + "connect-src 'self' %s %s%s; media-src 'self' blob: %s; "
                .formatted(
                    auth,
                    storage,
                    path.startsWith("/admin") ? " https://listen.example.org" : "",
                    storage)
            + "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        header(shell, "Content-Security-Policy"));
    assertEquals("nosniff", header(shell, "X-Content-Type-Options"));
  }

  @ParameterizedTest
  @CsvSource({"/admin/,/admin/", "/admin/players/12,/admin/", "/player/,/player/"})
  void the_assets_of_a_shell_are_found_from_its_address(String path, String mount)
      throws Exception {
    List<String> assets =
        ASSET
            .matcher(get(path).body())
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertFalse(assets.isEmpty(), path);
    for (String asset : assets) {
      String address = URI.create("http://host" + path).resolve(asset).getPath();
      assertTrue(address.startsWith(mount + "assets/"), address);
      HttpResponse<String> answer = get(address, "Accept-Encoding", "br");
      assertEquals(200, answer.statusCode(), address);
      assertEquals("br", header(answer, "Content-Encoding"), address);
      assertEquals("public, max-age=31536000, immutable", header(answer, "Cache-Control"));
    }
  }

  @ParameterizedTest
  @CsvSource({"admin", "player"})
  void each_page_has_its_own_configuration(String page) throws Exception {
    HttpResponse<String> answer = get("/" + page + "/config.json");
    assertEquals("no-cache", header(answer, "Cache-Control"));
    JsonObject config = new JsonObject(answer.body());
    assertEquals(world.auth().url().toString(), config.getString("supabase_url"));
    assertEquals("sb_publishable_test", config.getString("publishable_key"));
    assertEquals(
        List.of("rain", "sea_waves", "thunderstorm", "wind", "crackling_fire"),
        config.getJsonArray("dimensions").getList());
    assertEquals(new JsonObject(), config.getJsonObject("links"));
    assertEquals(
        page.equals("admin") ? World.LISTENER + "/" : null, config.getString("listener_url"));
    String shell = get("/" + page + "/").body();
    assertTrue(shell.contains("content=\"" + config.getString("page") + "\""), shell);
  }

  @ParameterizedTest
  @CsvSource({"/admin,/admin/", "/player?room=1,/player/?room=1"})
  void a_page_without_its_slash_is_redirected(String path, String location) throws Exception {
    HttpResponse<String> answer = get(path);
    assertEquals(308, answer.statusCode());
    assertEquals(location, header(answer, "Location"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/files.json",
        "/admin/assets/missing.js",
        "/admin/../application.properties",
        "/admin/..%2f..%2fapplication.properties",
        "/admin/%2e%2e/player/files.json",
        "/player/queue",
        "/player/index.html.br",
        "/roomtone/pages/admin/index.html",
        "/"
      })
  void nothing_but_the_listed_files_is_delivered(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertEquals(404, answer.statusCode(), path);
    assertEquals("application/problem+json", header(answer, "Content-Type"), path);
  }

  @Test
  void pages_need_no_database() throws Exception {
    world.cutDatabase();
    try {
      for (String path : List.of("/admin/", "/admin/config.json", "/player/")) {
        assertEquals(200, get(path).statusCode(), path);
      }
    } finally {
      world.mendDatabase();
    }
  }

  @Test
  void a_shell_opens_no_data() throws Exception {
    for (String path : List.of("/api/admin/players", "/api/admin/songs", "/api/player/poll")) {
      assertEquals(401, get(path).statusCode(), path);
    }
  }

  @Test
  void meters_name_no_single_view() throws Exception {
    get("/admin/players/6f1e2d3c-4b5a-4678-9abc-def012345678");
    List<String> named =
        meters.find("http.server.requests").meters().stream()
            .map(Meter::getId)
            .map(id -> id.getTag("uri"))
            .filter(uri -> uri.startsWith("/admin/") && uri.length() > "/admin/".length())
            .distinct()
            .toList();
    assertEquals(List.of("/admin/{path}"), named);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(manager.toString().replaceFirst("/$", "") + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
