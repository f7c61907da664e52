package roomtone.brain.session;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

@QuarkusTest
class CheckInTest extends BrainTest {

  @Inject Sessions sessions;

  @Test
  void a_listener_checks_in_by_slug_for_an_hour() {
    Person person = fixtures.person();
    Room room = fixtures.room();
    var answer =
        as(person)
            .body(json("slug", room.slug()))
            .post("/api/checkin")
            .then()
            .statusCode(201)
            .body("player_id", equalTo(room.id().toString()))
            .body("session_id", notNullValue())
            .extract();
    Instant from = Instant.parse(answer.path("checked_in_at"));
    Instant until = Instant.parse(answer.path("expires_at"));
    assertEquals(Duration.ofMinutes(60), Duration.between(from, until));
    as(person)
        .get("/api/session")
        .then()
        .statusCode(200)
        .body("session_id", equalTo(answer.path("session_id")))
        .body("expires_at", equalTo(answer.path("expires_at")));
  }

  @Test
  void a_new_check_in_ends_the_older_session() {
    Person person = fixtures.person();
    Room first = fixtures.room();
    Room second = fixtures.room();
    as(person).body(json("player_id", first.id())).post("/api/checkin").then().statusCode(201);
    as(person).body(json("player_id", second.id())).post("/api/checkin").then().statusCode(201);
    as(person).get("/api/session").then().body("player_id", equalTo(second.id().toString()));
    assertEquals(
        List.of("inactive moved", "active"),
        fixtures
            .sql()
            .values(
                "select concat_ws(' ', status, end_reason) from sessions where user_id = ? order by checked_in_at",
                person.id()));
  }

  @Test
  void a_session_needs_no_room() {
    Person person = fixtures.person();
    as(person).post("/api/checkin").then().statusCode(201).body("player_id", nullValue());
    as(person)
        .body("{}")
        .post("/api/checkin")
        .then()
        .statusCode(201)
        .body("player_id", nullValue());
  }

  @Test
  void a_favourite_sets_a_taste_that_is_not_known_yet() {
    Person person = fixtures.person();
    as(person)
        .body(json("slug", fixtures.room().slug(), "favourite", "sea_waves"))
        .post("/api/checkin")
        .then()
        .statusCode(201);
    as(person)
        .get("/api/preferences")
        .then()
        .body("preference_vector", equalTo(List.of(0.0f, 1.0f, 0.0f, 0.0f, 0.0f)));
    as(person).body(json("favourite", "rain")).post("/api/checkin").then().statusCode(201);
    as(person).get("/api/preferences").then().body("preference_vector[1]", equalTo(1.0f));
  }

  @Test
  void an_unknown_favourite_or_player_changes_nothing() {
    Person person = fixtures.person();
    Room archived = fixtures.room();
    fixtures
        .sql()
        .update("update players set archived_at = roomtone.now() where id = ?", archived.id());
    problem(
        as(person).body(json("favourite", "silence")).post("/api/checkin").then(),
        400,
        "unknown-favourite");
    problem(
        as(person).body(json("slug", "nowhere")).post("/api/checkin").then(),
        404,
        "unknown-player");
    problem(
        as(person).body(json("player_id", UUID.randomUUID())).post("/api/checkin").then(),
        404,
        "unknown-player");
    problem(
        as(person).body(json("slug", archived.slug())).post("/api/checkin").then(),
        404,
        "unknown-player");
    problem(
        as(person).body(json("player_id", "garden")).post("/api/checkin").then(),
        400,
        "invalid-field");
    problem(as(person).body("{\"slug\": 3}").post("/api/checkin").then(), 400, "invalid-field");
    problem(as(person).body("{\"slug\": ").post("/api/checkin").then(), 400, "malformed-json");
    assertEquals(
        0, fixtures.sql().integer("select count(*) from sessions where user_id = ?", person.id()));
  }

  @Test
  void an_id_and_a_slug_have_to_agree() {
    Person person = fixtures.person();
    Room one = fixtures.room();
    Room other = fixtures.room();
    problem(
        as(person)
            .body(json("player_id", one.id(), "slug", other.slug()))
            .post("/api/checkin")
            .then(),
        400,
        "contradicting-players");
    as(person)
        .body(json("player_id", one.id(), "slug", one.slug()))
        .post("/api/checkin")
        .then()
        .statusCode(201);
  }

  @Test
  void checking_out_ends_the_session_and_may_be_repeated() {
    Person person = fixtures.person();
    as(person)
        .body(json("slug", fixtures.room().slug()))
        .post("/api/checkin")
        .then()
        .statusCode(201);
    as(person).post("/api/checkout").then().statusCode(204);
    problem(as(person).get("/api/session").then(), 404, "no-session");
    as(person).post("/api/checkout").then().statusCode(204);
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from sessions where user_id = ? and end_reason = 'checked-out' and ended_at between checked_in_at and roomtone.now()",
                person.id()));
  }

  @Test
  void an_expired_session_is_over_before_its_status_changes() {
    Person person = fixtures.person();
    as(person)
        .body(json("slug", fixtures.room().slug()))
        .post("/api/checkin")
        .then()
        .statusCode(201);
    fixtures.advance(Duration.ofMinutes(61));
    problem(as(person).get("/api/session").then(), 404, "no-session");
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from sessions where user_id = ? and status = 'active'",
                person.id()));
    sessions.expire(1000);
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from sessions where user_id = ? and status = 'inactive' and end_reason = 'expired' and ended_at = expires_at",
                person.id()));
  }

  @Test
  void check_ins_from_one_address_obey_the_limit_of_the_room() {
    Room busy = fixtures.room();
    Room other = fixtures.room();
    fixtures
        .sql()
        .update("update public.players set checkins_per_hour = 2 where id = ?", busy.id());
    for (int i = 0; i < 2; i++) {
      as(fixtures.person())
          .body(json("player_id", busy.id()))
          .post("/api/checkin")
          .then()
          .statusCode(201);
    }
    Person late = fixtures.person();
    problem(
            as(late)
                // Only configured proxies may state where a call comes from.
                .header("X-Forwarded-For", "203.0.113.9")
                .body(json("player_id", busy.id()))
                .post("/api/checkin")
                .then(),
            429,
            "too-many-check-ins")
        .header("Retry-After", "1800");
    as(late).get("/api/session").then().statusCode(404);
    as(late).body(json("player_id", other.id())).post("/api/checkin").then().statusCode(201);
  }

  @Test
  void a_listener_checks_in_at_most_sixty_times_an_hour() {
    fixtures.database().setClock(Instant.parse("2026-11-24T12:00:00Z"));
    Person person = fixtures.person();
    Room room = fixtures.room();
    fixtures
        .sql()
        .update(
            """
        insert into sessions (user_id, player_id, status, checked_in_at)
        select ?, ?, 'inactive', roomtone.now() - i * interval '10 seconds' from generate_series(1, 59) i
        """,
            person.id(),
            room.id());
    checkIn(person, room).statusCode(201);
    problem(checkIn(person, room), 429, "check-in-throttled")
        .body("detail", endsWith("check in again in 3010 s."))
        .body("retry_after_seconds", equalTo(3010))
        .header("Retry-After", "3010");
    assertEquals(
        60, fixtures.sql().integer("select count(*) from sessions where user_id = ?", person.id()));
    checkIn(fixtures.person(), room).statusCode(201);
    fixtures.advance(Duration.ofSeconds(3010).minusMillis(1));
    problem(checkIn(person, room), 429, "check-in-throttled");
    fixtures.advance(Duration.ofMillis(1));
    checkIn(person, room).statusCode(201);
  }

  @Test
  void sixty_listeners_check_in_to_a_room_in_ten_minutes() {
    fixtures.database().setClock(Instant.parse("2026-11-24T12:00:00Z"));
    Room room = fixtures.room();
    List<Person> people = Stream.generate(fixtures::person).limit(61).toList();
    people.subList(0, 60).forEach(person -> fixtures.checkIn(person, room));
    fixtures.advance(Duration.ofSeconds(90));
    Person late = people.get(60);
    problem(checkIn(late, room), 429, "room-check-in-throttled")
        .body("detail", endsWith("You can check in here in 510 s."))
        .body("retry_after_seconds", equalTo(510))
        .header("Retry-After", "510");
    assertEquals(
        0, fixtures.sql().integer("select count(*) from sessions where user_id = ?", late.id()));
    checkIn(people.getFirst(), room).statusCode(201);
    checkIn(late, fixtures.room()).statusCode(201);
    fixtures.advance(Duration.ofSeconds(510));
    checkIn(late, room).statusCode(201);
  }

  @Test
  void a_check_in_says_whether_the_room_plays_and_when_it_opens() {
    // A Tuesday, 13:00 in Vienna.
    Instant now = Instant.parse("2026-11-24T12:00:00Z");
    fixtures.database().setClock(now);
    Person person = fixtures.person();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    Room room = fixtures.room(song);
    checkIn(person, room)
        .statusCode(201)
        .body("server_time", equalTo(now.toString()))
        .body("state", equalTo("offline"))
        .body("opens_at", nullValue());
    set(room, "status = 'online'");
    checkIn(person, room).statusCode(201).body("state", equalTo("idle"));
    fixtures.play(room, song);
    checkIn(person, room).statusCode(201).body("state", equalTo("playing"));
    set(room, "paused = true");
    checkIn(person, room).statusCode(201).body("state", equalTo("paused"));
    set(
        room,
        "timezone = 'Europe/Vienna', opening_hours = '{\"tue\": [[\"08:00\", \"13:00\"]], \"wed\": [[\"09:30\", \"20:00\"]]}'");
    checkIn(person, room)
        .statusCode(201)
        .body("player_id", equalTo(room.id().toString()))
        .body("state", equalTo("closed"))
        .body("opens_at", equalTo("2026-11-25T08:30:00Z"));
    set(room, "opening_hours = '{}'");
    checkIn(person, room)
        .statusCode(201)
        .body("state", equalTo("closed"))
        .body("opens_at", nullValue());
    as(person)
        .post("/api/checkin")
        .then()
        .statusCode(201)
        .body("server_time", equalTo(now.toString()))
        .body("state", nullValue());
  }

  private void set(Room room, String values) {
    fixtures.sql().update("update public.players set " + values + " where id = ?", room.id());
  }

  private static ValidatableResponse checkIn(Person person, Room room) {
    return as(person).body(json("player_id", room.id())).post("/api/checkin").then();
  }

  @Test
  void three_hundred_guests_of_a_venue_may_check_in_by_default() {
    Room room = fixtures.room();
    assertEquals(
        List.of(CheckInLimit.DEFAULT_PER_HOUR),
        fixtures
            .sql()
            .values("select checkins_per_hour from public.players where id = ?", room.id()));
  }
}
