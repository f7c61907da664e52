package roomtone.webpage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.problem.Problem;

/** Pages from a class path that the test writes, on a server of Vert.x alone. */
class WebPageTest {

  private static final String POLICY = "default-src 'none'; script-src 'self'";
  private static final String SHELL_HASH = "a".repeat(64);
  private static final String SCRIPT_HASH = "b".repeat(64);

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicBoolean flooded = new AtomicBoolean();
  private HttpServer server;

  @BeforeEach
  void serve(@TempDir Path classPath) throws Exception {
    Path page =
        Files.createDirectories(classPath.resolve("roomtone/pages/admin/assets")).getParent();
    Files.writeString(page.resolve("index.html"), "the shell");
    Files.writeString(page.resolve("assets/main-12345678.js"), "the script");
    Files.writeString(page.resolve("assets/main-12345678.js.br"), "in br");
    Files.writeString(page.resolve("assets/main-12345678.js.gz"), "in gzip");
    Files.writeString(page.resolve("secret.txt"), "in the folder, but not listed");
    Files.writeString(
        page.resolve("files.json"),
        """
        {"page": "0123456789abcdef", "files": [
          {"path": "index.html", "type": "text/html; charset=utf-8", "sha256": "%s", "immutable": false, "encodings": []},
          {"path": "assets/main-12345678.js", "type": "text/javascript", "sha256": "%s", "immutable": true, "encodings": ["br", "gzip"]}
        ]}
        """
            .formatted(SHELL_HASH, SCRIPT_HASH));
    Router router = Router.router(vertx);
    page(classPath, "admin", "/admin/").register(router);
    page(classPath, "left-out", "/left-out/").register(router);
    page(classPath, "none", "/").register(router);
    router.route().handler(call -> call.response().end("of another route"));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  private WebPage page(Path classPath, String name, String mount) throws IOException {
    PageFile config =
        new PageFile(
            "application/json",
            false,
            List.of(PageFile.Copy.of(PageFile.IDENTITY, "c".repeat(64), "{}".getBytes(UTF_8))));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, null)) {
      return new WebPage(
          PagePlace.of(name, mount).withDeepPaths(),
          PageFiles.read(loader, name),
          config,
          POLICY,
          request ->
              flooded.get()
                  ? Optional.of(Problem.of("too-many-calls").retryAfter(Duration.ofSeconds(1)))
                  : Optional.empty());
    }
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/",
        "/admin/index.html",
        "/admin/songs",
        "/admin/players/12/history",
        "/admin/?x=1",
        "/./admin/",
        "/admin/%69ndex.html"
      })
  void the_shell_answers_the_page_and_its_views(String path) throws Exception {
    HttpResponse<String> shell = get(path);
    assertEquals(200, shell.statusCode());
    assertEquals("the shell", shell.body());
    assertEquals("text/html; charset=utf-8", header(shell, "Content-Type"));
    assertEquals("no-cache", header(shell, "Cache-Control"));
    assertEquals(POLICY, header(shell, "Content-Security-Policy"));
    assertEquals("Accept-Encoding", header(shell, "Vary"));
  }

  @Test
  void a_hashed_file_may_be_kept_for_a_year() throws Exception {
    HttpResponse<String> script = get("/admin/assets/main-12345678.js");
    assertEquals("the script", script.body());
    assertEquals("public, max-age=31536000, immutable", header(script, "Cache-Control"));
    assertEquals("", header(script, "Content-Security-Policy"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip, deflate, br       | br
          gzip                    | gzip
          BR;q=0.1, gzip;q=0.9    | br
          br;q=0, gzip            | gzip
          br; q=0.000, gzip;q=0.0 | ''
          *                       | br
          *;q=0                   | ''
          br;q=0, *               | gzip
          identity                | ''
          ;,;q=x,,                | ''
          """)
  void a_copy_is_sent_in_an_encoding_that_the_caller_accepts(String accepted, String encoding)
      throws Exception {
    HttpResponse<String> script =
        get("/admin/assets/main-12345678.js", "Accept-Encoding", accepted);
    assertEquals(encoding, header(script, "Content-Encoding"));
    assertEquals(encoding.isEmpty() ? "the script" : "in " + encoding, script.body());
    assertEquals("Accept-Encoding", header(script, "Vary"));
  }

  @Test
  void a_file_that_the_caller_has_is_not_sent_again() throws Exception {
    String path = "/admin/assets/main-12345678.js";
    String plain = header(get(path), "ETag");
    String compressed = header(get(path, "Accept-Encoding", "br"), "ETag");
    assertFalse(plain.equals(compressed), "each encoding has its own ETag");
    for (String known : List.of(plain, "W/" + plain, "\"x\", " + plain, "*")) {
      HttpResponse<String> unchanged = get(path, "If-None-Match", known);
      assertEquals(304, unchanged.statusCode(), known);
      assertEquals("", unchanged.body());
      assertEquals(plain, header(unchanged, "ETag"));
      assertEquals("public, max-age=31536000, immutable", header(unchanged, "Cache-Control"));
      assertEquals("Accept-Encoding", header(unchanged, "Vary"));
    }
    for (String other : List.of(compressed, "\"x\"", "")) {
      assertEquals(200, get(path, "If-None-Match", other).statusCode(), other);
    }
    HttpResponse<String> shell = get("/admin/", "If-None-Match", "*");
    assertEquals(304, shell.statusCode());
    assertEquals(POLICY, header(shell, "Content-Security-Policy"));
  }

  @Test
  void head_gets_the_headers_alone() throws Exception {
    HttpResponse<String> head = call("HEAD", "/admin/assets/main-12345678.js");
    assertEquals(200, head.statusCode());
    assertEquals("10", header(head, "Content-Length"));
    assertEquals("", head.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
  void other_methods_are_refused(String method) throws Exception {
    for (String path : List.of("/admin/", "/admin/config.json", "/left-out/", "/")) {
      HttpResponse<String> refused = call(method, path);
      assertProblem(refused, 405, "method-not-allowed");
      assertEquals("GET, HEAD", header(refused, "Allow"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/secret.txt",
        "/admin/files.json",
        "/admin/index.html.br",
        "/admin/assets/main-12345678.js.br",
        "/admin/assets/",
        "/admin/assets/songs",
        "/admin/assets/../secret.txt",
        "/admin/assets/..%2fsecret.txt",
        "/admin/..%2f..%2fMETA-INF/MANIFEST.MF",
        "/admin/%2e%2e%2fsecret.txt",
        "/admin/..%5csecret.txt",
        "/admin//secret.txt",
        "/admin/INDEX.HTML",
        "/admin/songs/cover.png",
        "/admin/index.html/"
      })
  void a_file_that_the_build_did_not_list_is_not_found(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertFalse(answer.body().contains("not listed"), path);
    assertProblem(answer, 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/../secret.txt",
        "/admin/%2e%2e/secret.txt",
        "/admin/assets/../../other",
        "/administrator",
        "/ADMIN/"
      })
  void other_paths_belong_to_other_routes(String path) throws Exception {
    assertEquals("of another route", get(path).body());
  }

  @Test
  void a_page_without_its_slash_is_redirected_with_its_query() throws Exception {
    HttpResponse<String> bare = get("/admin");
    assertEquals(308, bare.statusCode());
    assertEquals("/admin/", header(bare, "Location"));
    assertEquals(
        "/admin/?room=garden&x=%0d%0aA:b",
        header(get("/admin?room=garden&x=%0d%0aA:b"), "Location"));
  }

  @Test
  void a_page_that_the_build_left_out_says_so_and_its_configuration_stays() throws Exception {
    for (String path : List.of("/left-out/", "/left-out/songs", "/left-out/assets/a.js", "/")) {
      assertProblem(get(path), 404, "page-not-built");
    }
    assertEquals("{}", get("/left-out/config.json").body());
    assertEquals("{}", get("/config.json").body());
    assertEquals("no-cache", header(get("/config.json"), "Cache-Control"));
  }

  @Test
  void a_flood_from_one_address_is_refused() throws Exception {
    flooded.set(true);
    for (String path : List.of("/admin/", "/admin/config.json", "/left-out/", "/")) {
      HttpResponse<String> refused = get(path);
      assertProblem(refused, 429, "too-many-calls");
      assertEquals("1", header(refused, "Retry-After"));
    }
  }

  @Test
  void a_listed_file_that_is_missing_stops_the_start(@TempDir Path classPath) throws Exception {
    Path page = Files.createDirectories(classPath.resolve("roomtone/pages/admin"));
    Files.writeString(
        page.resolve("files.json"),
        "{\"page\": \"0\", \"files\": [{\"path\": \"index.html\", \"type\": \"text/html\", \"sha256\": \"%s\", \"immutable\": false}]}"
            .formatted(SHELL_HASH));
    IllegalStateException missing =
        assertThrows(IllegalStateException.class, () -> page(classPath, "admin", "/admin/"));
    assertTrue(missing.getMessage().contains("admin/index.html"), missing.getMessage());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return call("GET", path, headers);
  }

  private HttpResponse<String> call(String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String slug) {
    assertEquals(status, answer.statusCode(), answer.uri().toString());
    assertEquals("application/problem+json", header(answer, "Content-Type"));
    assertTrue(answer.body().contains("\"urn:roomtone:problem:" + slug + "\""), answer.body());
  }
}
