package roomtone.brain.vote;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** A vote counts in the room of its session, and the answer says so. */
@QuarkusTest
class VoteRoomTest extends BrainTest {

  @Test
  void a_vote_is_cast_at_the_player_of_the_session() {
    Person person = fixtures.person();
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    vote(person, fixtures.song(BrainFixtures.RAIN), 5).statusCode(201);
    as(person)
        .body(
            json(
                "song_id",
                fixtures.song(BrainFixtures.RAIN),
                "vote_value",
                4,
                "player_id",
                room.id()))
        .post("/api/votes")
        .then()
        .statusCode(201);
    as(person)
        .body(
            json(
                "song_id",
                fixtures.song(BrainFixtures.RAIN),
                "vote_value",
                4,
                "player_id",
                fixtures.room().id()))
        .post("/api/votes")
        .then()
        .statusCode(201);
    assertEquals(
        2,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and player_id = ? and weight = 1 and session_id is not null",
                person.id(),
                room.id()));
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and player_id is null and session_id is null",
                person.id()));
  }

  @Test
  void the_answer_says_in_which_room_a_vote_counts() {
    Person person = fixtures.person();
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    UUID song = fixtures.song(BrainFixtures.RAIN);
    String id =
        vote(person, song, 5)
            .statusCode(201)
            .body("counts_for", equalTo(room.id().toString()))
            .body("why_not", nullValue())
            .body("session_expires_at", notNullValue())
            .extract()
            .path("id");
    vote(person, song, 4).statusCode(200).body("counts_for", equalTo(room.id().toString()));
    as(person).post("/api/checkout").then().statusCode(204);
    // It was cast there, and goes on counting there.
    change(person, id)
        .body("counts_for", equalTo(room.id().toString()))
        .body("why_not", nullValue())
        .body("session_expires_at", nullValue());
  }

  @Test
  void the_answer_says_why_a_vote_counts_in_no_room() {
    Person person = fixtures.person();
    String without =
        countsNowhere(vote(person, fixtures.song(BrainFixtures.RAIN), 5), "no-session");
    as(person).post("/api/checkin").then().statusCode(201);
    countsNowhere(vote(person, fixtures.song(BrainFixtures.RAIN), 5), "no-session");
    fixtures.checkIn(person, fixtures.room());
    UUID song = fixtures.song(BrainFixtures.RAIN);
    UUID elsewhere = fixtures.room().id();
    String other = countsNowhere(vote(person, song, 5, elsewhere), "other-room");
    vote(person, song, 4, elsewhere).statusCode(200).body("why_not", equalTo("other-room"));
    fixtures.advance(Duration.ofMinutes(61));
    countsNowhere(vote(person, fixtures.song(BrainFixtures.RAIN), 5), "no-session");
    change(person, other).body("why_not", equalTo("other-room"));
    change(person, without).body("why_not", equalTo("no-session"));
  }

  @Test
  void the_answer_says_that_a_session_without_a_room_counts_in_no_room_with_codes() {
    Room room = fixtures.room();
    fixtures.setPresence(room, "code");
    Person person = fixtures.person();
    countsNowhere(vote(person, fixtures.song(BrainFixtures.RAIN), 5, room.id()), "no-session");
    as(person).post("/api/checkin").then().statusCode(201);
    UUID song = fixtures.song(BrainFixtures.RAIN);
    String id = countsNowhere(vote(person, song, 5, room.id()), "presence");
    vote(person, song, 4, room.id()).statusCode(200).body("why_not", equalTo("presence"));
    change(person, id).body("why_not", equalTo("no-session"));
    UUID open = fixtures.room().id();
    countsNowhere(vote(person, fixtures.song(BrainFixtures.RAIN), 5, open), "no-session");
    fixtures.checkIn(person, fixtures.room());
    countsNowhere(vote(person, fixtures.song(BrainFixtures.RAIN), 5, room.id()), "other-room");
    assertEquals(
        0, fixtures.sql().integer("select count(*) from votes where player_id = ?", room.id()));
  }

  private static String countsNowhere(ValidatableResponse answer, String whyNot) {
    return answer
        .statusCode(201)
        .body("counts_for", nullValue())
        .body("why_not", equalTo(whyNot))
        .extract()
        .path("id");
  }

  private ValidatableResponse vote(Person person, UUID song, int value) {
    return as(person).body(json("song_id", song, "vote_value", value)).post("/api/votes").then();
  }

  private static ValidatableResponse vote(Person person, UUID song, int value, UUID player) {
    return as(person)
        .body(json("song_id", song, "vote_value", value, "player_id", player))
        .post("/api/votes")
        .then();
  }

  private static ValidatableResponse change(Person person, String vote) {
    return as(person)
        .body(json("vote_value", 2))
        .put("/api/votes/" + vote)
        .then()
        .statusCode(200)
        .body("vote_value", equalTo(2));
  }
}
