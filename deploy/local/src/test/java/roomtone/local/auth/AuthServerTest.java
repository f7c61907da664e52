package roomtone.local.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/** How the server treats origins, malformed requests, a lost connection, its port and its key. */
class AuthServerTest extends AuthTestBase {

  @Test
  void a_page_of_any_origin_may_call() throws Exception {
    HttpResponse<String> preflight =
        send(
            HttpRequest.newBuilder(uri("/token?grant_type=password"))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "http://127.0.0.1:8080")
                .header("Access-Control-Request-Method", "POST")
                .header(
                    "Access-Control-Request-Headers",
                    "apikey,authorization,content-type,x-client-info,x-supabase-api-version"));
    assertEquals(204, preflight.statusCode());
    assertEquals("*", preflight.headers().firstValue("Access-Control-Allow-Origin").orElse("none"));
    String methods = preflight.headers().firstValue("Access-Control-Allow-Methods").orElse("");
    for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
      assertTrue(methods.contains(method), methods);
    }
    assertTrue(
        preflight
            .headers()
            .firstValue("Access-Control-Allow-Headers")
            .orElse("")
            .contains("x-supabase-api-version"));
    HttpResponse<String> refused = get("/user", null);
    assertEquals("*", refused.headers().firstValue("Access-Control-Allow-Origin").orElse("none"));
    assertEquals(
        "Content-Range, X-Supabase-Api-Version",
        refused.headers().firstValue("Access-Control-Expose-Headers").orElse("none"));
  }

  @Test
  void a_body_that_is_no_json_object_or_too_large_is_refused() throws Exception {
    assertRefused(400, "bad_json", post("/signup", "{\"email\": "));
    assertRefused(400, "bad_json", post("/signup", "[]"));
    assertRefused(400, "bad_json", post("/signup", ""));
    assertRefused(
        400,
        "validation_failed",
        post("/signup", "{\"email\": 5, \"password\": \"correct horse\"}"));
    assertRefused(
        400,
        "validation_failed",
        post("/token?grant_type=password", "{\"email\": \"a@example.org\"}"));
    assertRefused(400, "invalid_credentials", post("/token?grant_type=magic", "{}"));
    assertRefused(
        413,
        "request_too_large",
        post("/signup", "{\"data\": {\"x\": \"" + "x".repeat(70_000) + "\"}}"));
  }

  @Test
  void it_reconnects_after_a_lost_database_connection() throws Exception {
    ok(post("/signup", "{}"));
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'supabase_auth_admin'");
    ok(post("/signup", "{}"));
  }

  @Test
  void the_discovery_document_names_the_issuer_and_the_key_set() throws Exception {
    HttpResponse<String> answer = get("/.well-known/openid-configuration", null);
    assertEquals("public, max-age=600", answer.headers().firstValue("Cache-Control").orElseThrow());
    assertEquals(auth.issuer(), ok(answer).get("issuer").textValue());
    assertEquals(auth.jwksUrl().toString(), ok(answer).get("jwks_uri").textValue());
  }

  @Test
  void unknown_paths_are_not_found() throws Exception {
    assertRefused(404, "not_found", get("/invite", null));
    HttpResponse<String> outside =
        HTTP.send(
            HttpRequest.newBuilder(auth.url().resolve("/rest/v1/songs")).build(),
            BodyHandlers.ofString());
    assertRefused(404, "not_found", outside);
    ok(get("/health", null));
    assertTrue(ok(get("/settings", null)).at("/external/anonymous_users").booleanValue());
  }

  @Test
  void a_kept_key_lets_tokens_outlive_a_restart(@TempDir Path home) throws Exception {
    Path file = home.resolve("auth-key.json");
    String first = SigningKeys.keptIn(file).publicJson();
    assertEquals(first, SigningKeys.keptIn(file).publicJson());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.writeString(file, "not a key");
    assertEquals(
        Reason.BROKEN, assertThrows(StartupFailure.class, () -> SigningKeys.keptIn(file)).reason());
  }

  @Test
  void a_taken_port_is_named() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StartupFailure failure =
          assertThrows(
              StartupFailure.class,
              () ->
                  AuthServer.start(
                          database.dataSource("supabase_auth_admin"),
                          SigningKeys.generated(),
                          other.getLocalPort())
                      .close());
      assertEquals(Reason.TAKEN, failure.reason());
    }
  }
}
