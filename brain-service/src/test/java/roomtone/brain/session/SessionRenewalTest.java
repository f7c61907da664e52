package roomtone.brain.session;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** Sessions last longer by renewals and by votes, and those that are over stay over. */
@QuarkusTest
class SessionRenewalTest extends BrainTest {

  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  private Person person;
  private Room room;

  @BeforeEach
  void checkIn() {
    fixtures.database().setClock(START);
    person = fixtures.person();
    room = fixtures.room(fixtures.song(BrainFixtures.RAIN));
    as(person).body(json("player_id", room.id())).post("/api/checkin").then().statusCode(201);
  }

  private ValidatableResponse renew() {
    return as(person).post("/api/session/renew").then();
  }

  /** The time from check-in to expiry. */
  private Duration length() {
    return Duration.between(
        START,
        fixtures.sql().instant("select expires_at from sessions where user_id = ?", person.id()));
  }

  /** The version of the session's row, which each update changes. */
  private List<Object> version() {
    return fixtures
        .sql()
        .values("select cast(xmin as text) from sessions where user_id = ?", person.id());
  }

  @Test
  void a_renewal_extends_the_session_to_an_hour_from_now() {
    fixtures.advance(Duration.ofMinutes(20));
    String id =
        renew()
            .statusCode(200)
            .body("player_id", equalTo(room.id().toString()))
            .body("checked_in_at", equalTo("2026-11-24T08:00:00Z"))
            .body("expires_at", equalTo("2026-11-24T09:20:00Z"))
            .extract()
            .path("session_id");
    as(person)
        .get("/api/session")
        .then()
        .body("session_id", equalTo(id))
        .body("expires_at", equalTo("2026-11-24T09:20:00Z"));
    assertEquals(
        START.plus(Duration.ofMinutes(20)),
        fixtures.sql().instant("select renewed_at from sessions where user_id = ?", person.id()));
  }

  @Test
  void a_renewal_writes_nothing_while_50_minutes_are_left() {
    fixtures.advance(Duration.ofMinutes(5));
    // The first one after the dwell confirms the stay.
    renew().statusCode(200).body("expires_at", equalTo("2026-11-24T09:00:00Z"));
    List<Object> version = version();
    fixtures.advance(Duration.ofMinutes(5));
    renew().statusCode(200).body("expires_at", equalTo("2026-11-24T09:00:00Z"));
    assertEquals(version, version());
    fixtures.advance(Duration.ofSeconds(1));
    renew().statusCode(200).body("expires_at", equalTo("2026-11-24T09:10:01Z"));
  }

  @Test
  void renewals_end_twelve_hours_after_check_in() {
    for (int i = 0; i < 13; i++) {
      fixtures.advance(Duration.ofMinutes(55));
      renew().statusCode(200);
    }
    assertEquals(Duration.ofHours(12), length());
    List<Object> version = version();
    renew().statusCode(200).body("expires_at", equalTo("2026-11-24T20:00:00Z"));
    assertEquals(version, version());
    fixtures.advance(Duration.ofMinutes(5));
    problem(renew(), 404, "no-session");
  }

  @Test
  void a_session_that_is_over_is_not_renewed() {
    fixtures.advance(Duration.ofHours(1));
    refused(() -> as(person).post("/api/session/renew"), 404, "no-session");
    assertEquals(Duration.ofHours(1), length());
  }

  @Test
  void a_session_that_was_left_is_not_renewed() {
    as(person).post("/api/checkout").then().statusCode(204);
    fixtures.advance(Duration.ofMinutes(20));
    refused(() -> as(person).post("/api/session/renew"), 404, "no-session");
  }

  @Test
  void without_a_session_there_is_nothing_to_renew() {
    Person nobody = fixtures.person();
    refused(() -> as(nobody).post("/api/session/renew"), 404, "no-session");
  }

  @Test
  void a_renewal_does_not_fill_the_room() {
    fixtures.sql().update("delete from roomtone.room_changes");
    fixtures.advance(Duration.ofMinutes(20));
    renew().statusCode(200);
    assertEquals(Duration.ofMinutes(80), length());
    assertEquals(0, fixtures.sql().integer("select count(*) from roomtone.room_changes"));
  }

  @Test
  void each_vote_renews_the_session() {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    fixtures.advance(Duration.ofMinutes(20));
    String vote =
        vote(song, 5)
            .statusCode(201)
            .body("session_expires_at", equalTo("2026-11-24T09:20:00Z"))
            .extract()
            .path("id");
    assertEquals(Duration.ofMinutes(80), length());
    List<Object> version = version();
    fixtures.advance(Duration.ofMinutes(9));
    vote(song, 4).statusCode(200).body("session_expires_at", equalTo("2026-11-24T09:20:00Z"));
    assertEquals(version, version());
    fixtures.advance(Duration.ofMinutes(40));
    as(person)
        .body(json("vote_value", 3))
        .put("/api/votes/" + vote)
        .then()
        .statusCode(200)
        .body("session_expires_at", equalTo("2026-11-24T10:09:00Z"));
    assertEquals(Duration.ofMinutes(129), length());
  }

  private ValidatableResponse vote(UUID song, int value) {
    return as(person).body(json("song_id", song, "vote_value", value)).post("/api/votes").then();
  }
}
