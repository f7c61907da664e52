package roomtone.local.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/** Sign-in over HTTP, call by call as supabase-js makes them. */
class AuthServerTest {

  private static LocalDatabase database;
  private static AuthServer auth;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    database = LocalDatabase.empty();
    auth = AuthServer.start(database.dataSource("supabase_auth_admin"), SigningKeys.generated(), 0);
  }

  @AfterAll
  static void stop() {
    auth.close();
    database.close();
  }

  @Test
  void a_sign_up_without_an_email_is_anonymous() throws Exception {
    JsonNode session = ok(post("/signup", "{\"data\": {\"display_name\": \"Ada\"}}"));
    assertTrue(session.at("/user/is_anonymous").booleanValue());
    assertEquals("", session.at("/user/email").textValue());
    assertEquals("Ada", session.at("/user/user_metadata/display_name").textValue());
    assertEquals("bearer", session.get("token_type").textValue());
    assertEquals(3600, session.get("expires_in").intValue());
    long expiresIn = session.get("expires_at").longValue() - Instant.now().getEpochSecond();
    assertTrue(expiresIn > 3500 && expiresIn <= 3600, "expires in " + expiresIn);
  }

  @Test
  void an_access_token_carries_supabases_claims_and_verifies_with_the_key_set() throws Exception {
    JsonNode session = signUp("claims@example.org");
    HttpResponse<String> jwks = get("/.well-known/jwks.json", null);
    assertEquals("public, max-age=600", jwks.headers().firstValue("Cache-Control").orElseThrow());
    assertFalse(jwks.body().contains("\"d\""), "the private key is public");
    JwtClaims claims =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                new JwksVerificationKeyResolver(new JsonWebKeySet(jwks.body()).getJsonWebKeys()))
            .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "ES256")
            .setExpectedIssuer(auth.url() + "/auth/v1")
            .setExpectedAudience("authenticated")
            .build()
            .processToClaims(session.get("access_token").textValue());
    assertEquals(session.at("/user/id").textValue(), claims.getSubject());
    assertEquals("authenticated", claims.getStringClaimValue("role"));
    assertEquals("claims@example.org", claims.getStringClaimValue("email"));
    assertEquals("aal1", claims.getStringClaimValue("aal"));
    assertEquals(false, claims.getClaimValue("is_anonymous"));
    assertEquals(3600, claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue());
    assertEquals(4, UUID.fromString(claims.getStringClaimValue("session_id")).version());
    assertTrue(claims.getClaimValue("amr").toString().contains("method=password"));
    assertTrue(claims.getClaimValue("app_metadata").toString().contains("provider=email"));
  }

  @Test
  void the_right_password_signs_in_and_the_e_mail_is_read_as_people_write_it() throws Exception {
    JsonNode signedUp = signUp("rain@example.org");
    JsonNode session =
        ok(post("/token?grant_type=password", credentials(" Rain@Example.org ", "correct horse")));
    assertEquals(signedUp.at("/user/id"), session.at("/user/id"));
  }

  @Test
  void a_wrong_password_and_an_unknown_address_are_told_alike() throws Exception {
    signUp("wind@example.org");
    assertRefused(
        400,
        "invalid_credentials",
        post("/token?grant_type=password", credentials("wind@example.org", "wrong")));
    assertRefused(
        400,
        "invalid_credentials",
        post("/token?grant_type=password", credentials("nobody@example.org", "wrong")));
  }

  @Test
  void passwords_are_kept_as_bcrypt_hashes() throws Exception {
    signUp("hash@example.org");
    String hash =
        query("select encrypted_password from auth.users where email = 'hash@example.org'");
    assertTrue(hash.startsWith("$2a$10$"), hash);
  }

  @Test
  void an_address_signs_up_once() throws Exception {
    signUp("once@example.org");
    assertRefused(
        422,
        "user_already_exists",
        post("/signup", credentials("once@example.org", "correct horse")));
  }

  @Test
  void weak_passwords_and_impossible_addresses_are_refused() throws Exception {
    assertRefused(422, "weak_password", post("/signup", credentials("weak@example.org", "short")));
    assertRefused(400, "validation_failed", post("/signup", credentials("weak@example.org", "")));
    assertRefused(
        400, "validation_failed", post("/signup", credentials("weak@example.org", "x".repeat(73))));
    assertRefused(
        400, "validation_failed", post("/signup", credentials("no address", "correct horse")));
  }

  @Test
  void a_refresh_token_is_good_once() throws Exception {
    JsonNode first = ok(post("/signup", "{}"));
    JsonNode second = ok(refresh(first));
    assertNotEquals(first.get("refresh_token"), second.get("refresh_token"));
    assertEquals(first.at("/user/id"), second.at("/user/id"));
    assertEquals(session(first), session(second));
    assertRefused(400, "refresh_token_already_used", refresh(first));
    assertRefused(
        400,
        "refresh_token_not_found",
        post("/token?grant_type=refresh_token", "{\"refresh_token\": \"made up\"}"));
    ok(refresh(second));
  }

  @Test
  void the_user_is_who_the_token_says() throws Exception {
    JsonNode session = signUp("me@example.org");
    JsonNode user = ok(get("/user", token(session)));
    assertEquals(session.get("user").get("id"), user.get("id"));
    assertEquals("me@example.org", user.get("email").textValue());
    assertEquals("authenticated", user.get("aud").textValue());
    assertTrue(user.get("email_confirmed_at").textValue().endsWith("Z"));
  }

  @Test
  void without_a_token_or_with_a_forged_one_there_is_no_user() throws Exception {
    assertRefused(401, "no_authorization", get("/user", null));
    assertRefused(403, "bad_jwt", get("/user", "sb_publishable_key"));
    String token = token(signUp("forged@example.org"));
    String payload = token.split("\\.", -1)[1];
    String forged =
        payload.substring(0, payload.length() - 2) + (payload.endsWith("A") ? "BB" : "AA");
    assertRefused(403, "bad_jwt", get("/user", token.replace(payload, forged)));
  }

  @Test
  void a_deleted_user_is_told_so() throws Exception {
    JsonNode session = ok(post("/signup", "{}"));
    execute("delete from auth.users where id = '" + session.at("/user/id").textValue() + "'");
    assertRefused(403, "user_not_found", get("/user", token(session)));
    assertRefused(400, "refresh_token_not_found", refresh(session));
  }

  @Test
  void a_user_changes_password_and_metadata() throws Exception {
    JsonNode session = signUp("change@example.org");
    JsonNode user =
        ok(
            put(
                "/user",
                token(session),
                "{\"password\": \"battery staple\", \"data\": {\"display_name\": \"Wave\"}}"));
    assertEquals("Wave", user.at("/user_metadata/display_name").textValue());
    assertEquals("change@example.org", user.at("/user_metadata/email").textValue());
    ok(post("/token?grant_type=password", credentials("change@example.org", "battery staple")));
    assertRefused(
        400,
        "invalid_credentials",
        post("/token?grant_type=password", credentials("change@example.org", "correct horse")));
  }

  @Test
  void an_anonymous_user_who_gives_an_address_is_anonymous_no_longer() throws Exception {
    JsonNode session = ok(post("/signup", "{}"));
    JsonNode user =
        ok(put("/user", token(session), credentials("grown@example.org", "correct horse")));
    assertFalse(user.get("is_anonymous").booleanValue());
    assertEquals("grown@example.org", user.get("email").textValue());
    JsonNode again =
        ok(post("/token?grant_type=password", credentials("grown@example.org", "correct horse")));
    assertEquals(session.at("/user/id"), again.at("/user/id"));
  }

  @Test
  void nobody_takes_another_users_address() throws Exception {
    signUp("taken@example.org");
    JsonNode session = ok(post("/signup", "{}"));
    assertRefused(
        422, "email_exists", put("/user", token(session), "{\"email\": \"taken@example.org\"}"));
  }

  @Test
  void signing_out_locally_leaves_other_sessions_alone() throws Exception {
    JsonNode here = signUp("out@example.org");
    JsonNode there =
        ok(post("/token?grant_type=password", credentials("out@example.org", "correct horse")));
    HttpResponse<String> answer = logOut("local", here);
    assertEquals(204, answer.statusCode());
    assertEquals("", answer.body());
    assertRefused(403, "session_not_found", get("/user", token(here)));
    assertRefused(400, "refresh_token_not_found", refresh(here));
    ok(get("/user", token(there)));
  }

  @Test
  void signing_out_others_or_everywhere_ends_those_sessions() throws Exception {
    JsonNode here = signUp("everywhere@example.org");
    JsonNode there =
        ok(
            post(
                "/token?grant_type=password",
                credentials("everywhere@example.org", "correct horse")));
    assertEquals(204, logOut("others", here).statusCode());
    assertRefused(403, "session_not_found", get("/user", token(there)));
    ok(get("/user", token(here)));
    assertEquals(204, logOut("global", here).statusCode());
    assertRefused(403, "session_not_found", get("/user", token(here)));
    assertRefused(400, "validation_failed", logOut("galactic", signUp("scope@example.org")));
  }

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
    assertTrue(
        preflight.headers().firstValue("Access-Control-Allow-Methods").orElse("").contains("PUT"));
    assertTrue(
        preflight
            .headers()
            .firstValue("Access-Control-Allow-Headers")
            .orElse("")
            .contains("x-supabase-api-version"));
    HttpResponse<String> refused = get("/user", null);
    assertEquals("*", refused.headers().firstValue("Access-Control-Allow-Origin").orElse("none"));
    assertEquals(
        "X-Supabase-Api-Version",
        refused.headers().firstValue("Access-Control-Expose-Headers").orElse("none"));
  }

  @Test
  void what_is_no_json_object_or_too_much_of_it_is_refused() throws Exception {
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
  void a_rush_of_sign_ups_waits_its_turn() throws Exception {
    var answers =
        Stream.generate(
                () ->
                    HTTP.sendAsync(
                        HttpRequest.newBuilder(uri("/signup"))
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                        BodyHandlers.ofString()))
            .limit(200)
            .toList();
    for (var answer : answers) {
      ok(answer.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void it_outlives_a_lost_database_connection() throws Exception {
    ok(post("/signup", "{}"));
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'supabase_auth_admin'");
    ok(post("/signup", "{}"));
  }

  @Test
  void unknown_paths_say_so() throws Exception {
    assertRefused(404, "not_found", get("/verify", null));
    HttpResponse<String> outside =
        HTTP.send(
            HttpRequest.newBuilder(auth.url().resolve("/rest/v1/songs")).build(),
            BodyHandlers.ofString());
    assertRefused(404, "not_found", outside);
    ok(get("/health", null));
    assertTrue(ok(get("/settings", null)).at("/external/anonymous_users").booleanValue());
  }

  @Test
  void a_failing_trigger_on_users_fails_the_sign_up_as_on_supabase() throws Exception {
    try (LocalDatabase broken = LocalDatabase.empty();
        Sql owner = broken.sql("postgres");
        AuthServer server =
            AuthServer.start(
                broken.dataSource("supabase_auth_admin"), SigningKeys.generated(), 0)) {
      owner.execute(
          """
          create function public.fail() returns trigger language plpgsql as 'begin raise exception ''no''; end';
          create trigger fail after insert on auth.users for each row execute function public.fail();
          """);
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create(server.issuer() + "/signup"))
                  .POST(BodyPublishers.ofString("{}")));
      assertRefused(500, "unexpected_failure", answer);
    }
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

  private static JsonNode signUp(String email) throws IOException, InterruptedException {
    return ok(post("/signup", credentials(email, "correct horse")));
  }

  private static String credentials(String email, String password) {
    return Json.object().put("email", email).put("password", password).toString();
  }

  private static HttpResponse<String> refresh(JsonNode session)
      throws IOException, InterruptedException {
    return post(
        "/token?grant_type=refresh_token",
        Json.object().put("refresh_token", session.get("refresh_token").textValue()).toString());
  }

  private static HttpResponse<String> logOut(String scope, JsonNode session)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri("/logout?scope=" + scope))
            .header("Authorization", "Bearer " + token(session))
            .POST(BodyPublishers.noBody()));
  }

  private static String token(JsonNode session) {
    return session.get("access_token").textValue();
  }

  private static JsonNode session(JsonNode session) throws IOException {
    byte[] payload = Base64.getUrlDecoder().decode(token(session).split("\\.", -1)[1]);
    return Json.parse(new String(payload, StandardCharsets.UTF_8)).get("session_id");
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json;charset=UTF-8")
            .header("apikey", "sb_publishable_key")
            .header("Authorization", "Bearer sb_publishable_key")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> put(String path, String token, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + token)
            .PUT(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    return send(token == null ? request : request.header("Authorization", "Bearer " + token));
  }

  private static URI uri(String path) {
    return URI.create(auth.issuer() + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode ok(HttpResponse<String> response) throws IOException {
    assertEquals(200, response.statusCode(), response.body());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse("none"));
    return Json.parse(response.body());
  }

  private static void assertRefused(int status, String code, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    JsonNode problem = Json.parse(response.body());
    assertEquals(code, problem.get("code").textValue());
    assertFalse(problem.get("message").textValue().isBlank());
    assertEquals(
        "2024-01-01", response.headers().firstValue("X-Supabase-Api-Version").orElse("none"));
  }

  private static void execute(String sql) {
    try (Sql superuser = database.sql("supabase_admin")) {
      superuser.execute(sql);
    }
  }

  private static String query(String sql) {
    try (Sql superuser = database.sql("supabase_admin")) {
      return superuser.text(sql);
    }
  }
}
