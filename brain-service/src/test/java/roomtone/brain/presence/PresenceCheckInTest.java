package roomtone.brain.presence;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.TrustedProxy;

/** Who checks in to a room that asks for codes gives the one on its screen. */
@QuarkusTest
@TestProfile(TrustedProxy.class)
class PresenceCheckInTest extends PresenceScenario {

  @Test
  void without_a_code_nobody_checks_in() {
    for (Object body :
        List.of(
            json("player_id", room.id()),
            json("slug", room.slug()),
            json("slug", room.slug(), "code", null),
            json("slug", room.slug(), "code", " - "))) {
      refused(() -> post(person, "/api/checkin", body), 403, "presence-code-required");
    }
  }

  @Test
  void with_the_code_a_listener_checks_in() {
    checkIn(fixtures.code(room))
        .then()
        .statusCode(201)
        .body("player_id", equalTo(room.id().toString()))
        .body("presence", equalTo("code"));
    as(person).get("/api/session").then().body("player_id", equalTo(room.id().toString()));
  }

  @Test
  void blanks_and_dashes_in_a_code_are_ignored() {
    String code = fixtures.code(room);
    String first = code.substring(0, 3);
    String last = code.substring(3);
    for (String typed :
        List.of(
            first + " " + last,
            first + "-" + last,
            first + "\u2013" + last,
            first + "\u00a0" + last,
            "\t" + String.join(" ", code.split("")) + "\n")) {
      checkIn(typed).then().statusCode(201);
    }
  }

  @Test
  void what_is_no_code_is_malformed_and_not_counted() {
    for (String malformed :
        List.of(
            "12345",
            "1234567",
            "12345a",
            "12.345",
            "123456; --",
            "\uff11\uff12\uff13\uff14\uff15\uff16")) {
      refused(() -> checkIn(malformed), 400, "invalid-presence-code");
      refused(
          () -> post(person, "/api/checkin", json("code", malformed)),
          400,
          "invalid-presence-code");
    }
    refused(
        () -> post(person, "/api/checkin", json("slug", room.slug(), "code", List.of())),
        400,
        "invalid-field");
  }

  @Test
  void a_code_holds_for_two_periods_and_not_for_a_third() {
    String code = fixtures.code(room);
    fixtures.advance(Duration.ofMinutes(10).minusMillis(1));
    checkIn(code).then().statusCode(201);
    fixtures.advance(Duration.ofMillis(1));
    problem(checkIn(code).then(), 403, "presence-code-wrong")
        .body(
            "detail",
            containsString("the screen of the room shows now; they change every 5 minutes"));
    checkIn(fixtures.code(room)).then().statusCode(201);
  }

  @Test
  void the_code_of_another_room_is_wrong() {
    Room other = roomWithCodes();
    assertWrong(checkIn(fixtures.code(other)));
    assertEquals(0, sessions());
    checkIn(person, other, fixtures.code(other)).then().statusCode(201);
  }

  @Test
  void after_the_clock_was_moved_the_code_of_its_time_holds() {
    String code = fixtures.code(room);
    for (Duration jump : List.of(Duration.ofDays(400), Duration.ofDays(-800))) {
      fixtures.advance(jump);
      assertWrong(checkIn(code));
      checkIn(fixtures.code(room)).then().statusCode(201);
    }
  }

  @Test
  void whoever_is_there_needs_a_code_to_check_in_again() {
    String session = checkIn(fixtures.code(room)).path("session_id");
    refused(() -> checkIn(null), 403, "presence-code-required");
    assertWrong(checkIn(wrongCode()));
    as(person).get("/api/session").then().body("session_id", equalTo(session));
    checkIn(fixtures.code(room)).then().statusCode(201);
  }

  @Test
  void an_open_room_and_no_room_take_no_notice_of_a_code() {
    Room open = fixtures.room(song);
    checkIn(person, open, wrongCode()).then().statusCode(201).body("presence", equalTo("open"));
    post(person, "/api/checkin", json("code", wrongCode()))
        .then()
        .statusCode(201)
        .body("presence", nullValue());
    assertEquals(
        0,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.wrong_codes where user_id = ?", person.id()));
  }

  @Test
  void a_room_that_is_switched_to_codes_keeps_its_listeners() {
    fixtures.setPresence(room, "open");
    checkIn(null).then().statusCode(201);
    fixtures.setPresence(room, "code");
    as(person)
        .body(json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201)
        .body("counts_for", equalTo(room.id().toString()));
    Person late = fixtures.person();
    problem(checkIn(late, room, null).then(), 403, "presence-code-required");
    fixtures.setPresence(room, "open");
    checkIn(late, room, null).then().statusCode(201);
    fixtures.setPresence(room, "code");
    assertEquals(2, sessions());
    checkIn(late, room, fixtures.code(room)).then().statusCode(201);
  }

  @Test
  void the_limit_of_listeners_in_ten_minutes_is_for_open_rooms() {
    Room open = fixtures.room(song);
    fixtures.sql().update("update roomtone.installation set room_listeners_per_10_minutes = 1");
    try {
      for (int i = 0; i < 3; i++) {
        checkIn(fixtures.person(), room, fixtures.code(room)).then().statusCode(201);
      }
      checkIn(fixtures.person(), open, null).then().statusCode(201);
      problem(checkIn(fixtures.person(), open, null).then(), 429, "room-check-in-throttled");
    } finally {
      fixtures
          .sql()
          .update("update roomtone.installation set room_listeners_per_10_minutes = default");
    }
  }

  @Test
  void everybody_sees_which_rooms_ask_for_codes() {
    Room open = fixtures.room(song);
    String presence = "find { it.slug == '%s' }.presence";
    anybody()
        .get("/api/players")
        .then()
        .body(presence.formatted(room.slug()), equalTo("code"))
        .body(presence.formatted(open.slug()), equalTo("open"));
    String nowPlaying = "/api/players/" + room.slug() + "/now-playing";
    anybody().get(nowPlaying).then().body("player.presence", equalTo("code"));
    fixtures.setPresence(room, "open");
    anybody().get(nowPlaying).then().body("player.presence", equalTo("open"));
  }
}
