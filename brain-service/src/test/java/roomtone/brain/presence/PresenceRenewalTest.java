package roomtone.brain.presence;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.TrustedProxy;

/** Two hours after check-in the session of a room with codes lasts longer only with a code. */
@QuarkusTest
@TestProfile(TrustedProxy.class)
class PresenceRenewalTest extends PresenceScenario {

  @BeforeEach
  void stayForTwoHours() {
    checkIn(fixtures.code(room)).then().statusCode(201);
    renewAfter(40, 80, 120);
  }

  /** Renews without a code, so many minutes after check-in. */
  private void renewAfter(int... minutes) {
    for (int minute : minutes) {
      fixtures.database().setClock(after(minute));
      renew(null).then().statusCode(200).body("expires_at", equalTo(after(minute + 60).toString()));
    }
  }

  private static Instant after(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  private Response renew(String code) {
    return code == null
        ? as(person).header("X-Forwarded-For", address).post("/api/session/renew")
        : post(person, "/api/session/renew", json("code", code));
  }

  private ValidatableResponse vote(UUID voted, int value) {
    return as(person).body(json("song_id", voted, "vote_value", value)).post("/api/votes").then();
  }

  private Instant end() {
    return fixtures
        .sql()
        .instant(
            "select expires_at from sessions where user_id = ? and status = 'active'", person.id());
  }

  @Test
  void later_than_two_hours_after_check_in_a_renewal_needs_the_code() {
    fixtures.database().setClock(after(131));
    refused(() -> renew(null), 403, "presence-code-required");
    refused(() -> post(person, "/api/session/renew", "{}"), 403, "presence-code-required");
    refused(() -> renew("12345"), 400, "invalid-presence-code");
    assertWrong(renew(wrongCode()));
    assertEquals(after(180), end());
    renew(fixtures.code(room))
        .then()
        .statusCode(200)
        .body("expires_at", equalTo(after(191).toString()));
    fixtures.database().setClock(after(191 - 30));
    refused(() -> renew(null), 403, "presence-code-required");
  }

  @Test
  void a_renewal_that_would_change_nothing_needs_no_code() {
    fixtures.database().setClock(after(125));
    renew(null).then().statusCode(200).body("expires_at", equalTo(after(180).toString()));
    // Nothing is learned of a code either.
    renew(wrongCode()).then().statusCode(200);
  }

  @Test
  void without_a_code_the_session_runs_to_its_end_and_stays_over() {
    fixtures.database().setClock(after(180).minusMillis(1));
    refused(() -> renew(null), 403, "presence-code-required");
    fixtures.advance(Duration.ofMillis(1));
    refused(() -> renew(null), 404, "no-session");
    refused(() -> renew(fixtures.code(room)), 404, "no-session");
    refused(() -> renew(wrongCode()), 404, "no-session");
  }

  @Test
  void votes_later_than_two_hours_after_check_in_count_and_renew_nothing() {
    fixtures.database().setClock(after(150));
    UUID other = fixtures.song(BrainFixtures.WIND);
    String id =
        vote(other, 5)
            .statusCode(201)
            .body("counts_for", equalTo(room.id().toString()))
            .body("session_expires_at", equalTo(after(180).toString()))
            .extract()
            .path("id");
    vote(other, 4).statusCode(200).body("session_expires_at", equalTo(after(180).toString()));
    as(person)
        .body(json("vote_value", 3))
        .put("/api/votes/" + id)
        .then()
        .statusCode(200)
        .body("session_expires_at", equalTo(after(180).toString()));
    assertEquals(after(180), end());
  }

  @Test
  void a_check_in_with_the_code_begins_two_new_hours() {
    fixtures.database().setClock(after(150));
    checkIn(fixtures.code(room)).then().statusCode(201);
    fixtures.database().setClock(after(150 + 30));
    renew(null).then().statusCode(200).body("expires_at", equalTo(after(240).toString()));
  }

  @Test
  void with_codes_too_a_session_ends_twelve_hours_after_check_in() {
    for (int minute = 160; minute < 12 * 60; minute += 40) {
      fixtures.database().setClock(after(minute));
      renew(fixtures.code(room)).then().statusCode(200);
    }
    assertEquals(after(12 * 60), end());
    renew(null).then().statusCode(200).body("expires_at", equalTo(after(12 * 60).toString()));
  }

  @Test
  void open_rooms_and_sessions_without_a_room_need_no_code() {
    fixtures.setPresence(room, "open");
    renewAfter(150);
    fixtures.setPresence(room, "code");
    renewCodeless(fixtures.room(song));
    renewCodeless(null);
  }

  private void renewCodeless(Room where) {
    fixtures.database().setClock(START);
    Object body = where == null ? "{}" : json("player_id", where.id());
    post(person, "/api/checkin", body).then().statusCode(201);
    renewAfter(40, 80, 120, 160, 200);
  }
}
