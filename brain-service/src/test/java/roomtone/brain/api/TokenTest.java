package roomtone.brain.api;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth.Signature;

@QuarkusTest
class TokenTest extends BrainTest {

  @ParameterizedTest
  @EnumSource(names = {"OURS", "LEGACY_SECRET"})
  void valid_tokens_are_accepted(Signature signature) {
    Person person = fixtures.person();
    call(fixtures.auth().sign(fixtures.auth().claims(person.id()), signature))
        .statusCode(200)
        .body("id", equalTo(person.id().toString()));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"OURS", "LEGACY_SECRET"},
      mode = EnumSource.Mode.EXCLUDE)
  void forged_tokens_are_rejected(Signature signature) {
    refused(fixtures.auth().sign(fixtures.auth().claims(fixtures.person().id()), signature));
  }

  @Test
  void expired_tokens_and_those_of_other_issuers_or_audiences_are_rejected() {
    refused(spoilt(claims -> claims.put("iss", "https://example.org/auth/v1")));
    refused(spoilt(claims -> claims.remove("iss")));
    refused(spoilt(claims -> claims.put("aud", "anybody")));
    refused(spoilt(claims -> claims.remove("aud")));
    refused(spoilt(claims -> claims.put("exp", Instant.now().getEpochSecond() - 60)));
    refused(spoilt(claims -> claims.remove("exp")));
    refused(spoilt(claims -> claims.put("nbf", Instant.now().getEpochSecond() + 600)));
    refused(spoilt(claims -> claims.remove("sub")));
    refused(spoilt(claims -> claims.put("sub", "admin")));
    refused(spoilt(claims -> claims.put("client_id", UUID.randomUUID().toString())));
  }

  @Test
  void an_accepted_token_is_rejected_once_it_has_expired() {
    String token = spoilt(claims -> claims.put("exp", Instant.now().getEpochSecond() + 3));
    call(token).statusCode(200);
    Await.until(
        "the token is rejected",
        Duration.ofSeconds(20),
        () -> call(token).extract().statusCode() == 401);
  }

  @Test
  void a_token_of_another_role_is_forbidden() {
    for (Object role : List.of("anon", "service_role", "admin", "")) {
      problem(call(spoilt(claims -> claims.put("role", role))), 403, "forbidden");
    }
    problem(call(spoilt(claims -> claims.remove("role"))), 403, "forbidden");
  }

  @Test
  void metadata_of_a_token_gives_no_staff_role() {
    String token =
        spoilt(
            claims -> {
              claims.put("app_metadata", Map.of("role", "admin", "roles", List.of("admin")));
              claims.put("user_metadata", Map.of("role", "admin"));
              claims.put("groups", List.of("admin"));
            });
    problem(
        anybody()
            .header("Authorization", "Bearer " + token)
            .get("/api/recommendations?player_id=" + fixtures.room().id())
            .then(),
        403,
        "not-staff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/me",
        "PUT /api/me",
        "DELETE /api/me",
        "GET /api/me/export",
        "GET /api/preferences",
        "PUT /api/preferences",
        "POST /api/checkin",
        "POST /api/checkout",
        "GET /api/session",
        "POST /api/session/renew",
        "POST /api/votes",
        "GET /api/votes",
        "PUT /api/votes/1",
        "DELETE /api/votes/1",
        "GET /api/leaderboard/me",
        "GET /api/recommendations"
      })
  void calls_without_a_token_get_401(String call) {
    String[] parts = call.split(" ", 2);
    problem(anybody().request(parts[0], parts[1]).then(), 401, "unauthorized")
        .header("WWW-Authenticate", startsWith("Bearer"));
    problem(
        anybody()
            .header("Authorization", "Bearer sb_publishable_x")
            .request(parts[0], parts[1])
            .then(),
        401,
        "unauthorized");
  }

  @Test
  void public_calls_ignore_an_invalid_token() {
    anybody()
        .header("Authorization", "Bearer sb_publishable_x")
        .get("/api/players")
        .then()
        .statusCode(200);
    anybody()
        .header("Authorization", "Bearer x.y.z")
        .get("/api/leaderboard")
        .then()
        .statusCode(200);
  }

  @Test
  void the_first_call_makes_a_missing_profile() {
    Person person = fixtures.person();
    fixtures.sql().update("delete from profiles where id = ?", person.id());
    as(person).post("/api/checkin").then().statusCode(201);
    fixtures.sql().update("delete from profiles where id = ?", person.id());
    as(person).get("/api/preferences").then().statusCode(200);
    assertEquals(
        1, fixtures.sql().integer("select count(*) from profiles where id = ?", person.id()));
  }

  @Test
  void a_deleted_account_gets_401_account_gone() {
    Person person = fixtures.person();
    fixtures.sql().update("delete from auth.users where id = ?", person.id());
    problem(as(person).get("/api/me").then(), 401, "account-gone");
    problem(as(person).post("/api/checkin").then(), 401, "account-gone");
    problem(as(person).get("/api/session").then(), 401, "account-gone");
    problem(as(person).get("/api/votes").then(), 401, "account-gone");
    problem(
        as(person)
            .body(
                roomtone.brain.testing.BrainFixtures.json(
                    "song_id", UUID.randomUUID(), "vote_value", 5))
            .post("/api/votes")
            .then(),
        401,
        "account-gone");
  }

  @Test
  void an_unknown_address_gets_a_problem() {
    problem(anybody().get("/api/nothing").then(), 404, "not-found");
    problem(anybody().delete("/api/players").then(), 405, "method-not-allowed");
  }

  private String spoilt(Consumer<Map<String, Object>> spoil) {
    Map<String, Object> claims = fixtures.auth().claims(fixtures.person().id());
    spoil.accept(claims);
    return fixtures.auth().sign(claims, Signature.OURS);
  }

  private void refused(String token) {
    problem(call(token), 401, "unauthorized");
  }

  private io.restassured.response.ValidatableResponse call(String token) {
    return anybody().header("Authorization", "Bearer " + token).get("/api/me").then();
  }
}
