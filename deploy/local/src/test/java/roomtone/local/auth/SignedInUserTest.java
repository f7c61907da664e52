package roomtone.local.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.gateway.Json;

/** What a signed-in user may do: read and change the account, refresh tokens, sign out. */
class SignedInUserTest extends AuthTestBase {

  @Test
  void a_refresh_token_is_exchanged_once() throws Exception {
    JsonNode first = ok(post("/signup", "{}"));
    JsonNode second = ok(refresh(first));
    assertNotEquals(first.get("refresh_token"), second.get("refresh_token"));
    assertEquals(first.at("/user/id"), second.at("/user/id"));
    assertEquals(sessionId(first), sessionId(second));
    assertRefused(
        400,
        "refresh_token_not_found",
        post("/token?grant_type=refresh_token", "{\"refresh_token\": \"made up\"}"));
    ok(refresh(second));
  }

  @Test
  void the_token_before_the_active_one_gives_the_active_one() throws Exception {
    JsonNode first = ok(post("/signup", "{}"));
    JsonNode second = ok(refresh(first));
    assertEquals(second.get("refresh_token"), ok(refresh(first)).get("refresh_token"));
    advance(Duration.ofHours(2));
    assertEquals(second.get("refresh_token"), ok(refresh(first)).get("refresh_token"));
    ok(refresh(second));
  }

  @Test
  void an_older_token_is_excused_for_ten_seconds_and_then_ends_the_session() throws Exception {
    JsonNode first = ok(post("/signup", "{}"));
    JsonNode second = ok(refresh(first));
    JsonNode third = ok(refresh(second));
    advance(Duration.ofSeconds(9));
    JsonNode fourth = ok(refresh(first));
    assertNotEquals(third.get("refresh_token"), fourth.get("refresh_token"));
    assertEquals(sessionId(first), sessionId(fourth));
    advance(Duration.ofSeconds(12));
    assertRefused(400, "refresh_token_already_used", refresh(second));
    advance(Duration.ofSeconds(11));
    assertRefused(400, "refresh_token_already_used", refresh(third));
    assertRefused(400, "refresh_token_already_used", refresh(fourth));
  }

  @Test
  void concurrent_refreshes_give_one_token() throws Exception {
    JsonNode session = ok(post("/signup", "{}"));
    String body =
        Json.object().put("refresh_token", session.get("refresh_token").textValue()).toString();
    var answers =
        Stream.generate(
                () ->
                    HTTP.sendAsync(
                        HttpRequest.newBuilder(uri("/token?grant_type=refresh_token"))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                        BodyHandlers.ofString()))
            .limit(8)
            .toList();
    Set<String> tokens = new HashSet<>();
    for (var answer : answers) {
      tokens.add(ok(answer.get(60, TimeUnit.SECONDS)).get("refresh_token").textValue());
    }
    assertEquals(1, tokens.size());
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
  void a_token_of_a_deleted_user_is_refused() throws Exception {
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
  void an_anonymous_user_who_confirms_an_address_is_anonymous_no_longer() throws Exception {
    JsonNode session = ok(post("/signup", "{}"));
    JsonNode waiting =
        ok(put("/user", token(session), credentials("grown@example.org", "correct horse")));
    assertTrue(waiting.get("is_anonymous").booleanValue());
    assertEquals("", waiting.get("email").textValue());
    assertEquals("grown@example.org", waiting.get("new_email").textValue());
    assertRefused(
        400,
        "invalid_credentials",
        post("/token?grant_type=password", credentials("grown@example.org", "correct horse")));
    Mail mail = auth.mails().lastTo("grown@example.org").orElseThrow();
    JsonNode confirmed =
        ok(
            post(
                "/verify",
                Json.object()
                    .put("type", "email_change")
                    .put("email", " Grown@Example.org")
                    .put("token", mail.code())
                    .toString()));
    JsonNode user = confirmed.get("user");
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
}
