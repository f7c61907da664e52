package roomtone.local.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import roomtone.local.gateway.Json;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * An Auth server with a database of its own for each test class, and the calls that its clients
 * make.
 */
abstract class AuthTestBase {

  static final HttpClient HTTP = HttpClient.newHttpClient();

  static LocalDatabase database;
  static AuthServer auth;
  private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

  @BeforeAll
  static void start() {
    database = LocalDatabase.empty();
    auth =
        AuthServer.start(
            database.dataSource("supabase_auth_admin"),
            SigningKeys.generated(),
            0,
            () -> Instant.now().plus(AHEAD.get()),
            mail -> {});
  }

  /** Moves on the clock of Auth. */
  static void advance(Duration duration) {
    AHEAD.accumulateAndGet(duration, Duration::plus);
  }

  @AfterAll
  static void stop() {
    auth.close();
    database.close();
    AHEAD.set(Duration.ZERO);
  }

  /** Signs up with the password "correct horse" and returns the session. */
  static JsonNode signUp(String email) throws IOException, InterruptedException {
    return ok(post("/signup", credentials(email, "correct horse")));
  }

  static String credentials(String email, String password) {
    return Json.object().put("email", email).put("password", password).toString();
  }

  static HttpResponse<String> refresh(JsonNode session) throws IOException, InterruptedException {
    return post(
        "/token?grant_type=refresh_token",
        Json.object().put("refresh_token", session.get("refresh_token").textValue()).toString());
  }

  static HttpResponse<String> logOut(String scope, JsonNode session)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri("/logout?scope=" + scope))
            .header("Authorization", "Bearer " + token(session))
            .POST(BodyPublishers.noBody()));
  }

  static String token(JsonNode session) {
    return session.get("access_token").textValue();
  }

  /** The id of the session that an access token belongs to. */
  static JsonNode sessionId(JsonNode session) throws IOException {
    byte[] payload = Base64.getUrlDecoder().decode(token(session).split("\\.", -1)[1]);
    return Json.parse(new String(payload, StandardCharsets.UTF_8)).get("session_id");
  }

  /** A POST as an application without a signed-in user sends it. */
  static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json;charset=UTF-8")
            .header("apikey", "sb_publishable_key")
            .header("Authorization", "Bearer sb_publishable_key")
            .POST(BodyPublishers.ofString(body)));
  }

  static HttpResponse<String> put(String path, String token, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + token)
            .PUT(BodyPublishers.ofString(body)));
  }

  /** A GET with an access token, or without when that is null. */
  static HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    return send(token == null ? request : request.header("Authorization", "Bearer " + token));
  }

  static URI uri(String path) {
    return URI.create(auth.issuer() + path);
  }

  static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** Checks for an answer 200 in JSON and returns it. */
  static JsonNode ok(HttpResponse<String> response) throws IOException {
    assertEquals(200, response.statusCode(), response.body());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse("none"));
    return Json.parse(response.body());
  }

  /** Checks for an error with this status and Supabase's code, and with a message. */
  static void assertRefused(int status, String code, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    JsonNode problem = Json.parse(response.body());
    assertEquals(code, problem.get("code").textValue());
    assertFalse(problem.get("message").textValue().isBlank());
    assertEquals(
        "2024-01-01", response.headers().firstValue("X-Supabase-Api-Version").orElse("none"));
  }

  /** Runs SQL as the superuser. */
  static void execute(String sql) {
    try (Sql superuser = database.sql("supabase_admin")) {
      superuser.execute(sql);
    }
  }

  /** The only value of a query of the superuser. */
  static String query(String sql) {
    try (Sql superuser = database.sql("supabase_admin")) {
      return superuser.text(sql);
    }
  }
}
