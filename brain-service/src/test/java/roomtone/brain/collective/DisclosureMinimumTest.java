package roomtone.brain.collective;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hamcrest.Matcher;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;

@QuarkusTest
class DisclosureMinimumTest extends BrainTest {

  @Inject Tick tick;
  @Inject Session rows;

  @Test
  void two_listeners_are_not_disclosed() {
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN);
    anybody()
        .get("/api/players/" + room.id() + "/collective")
        .then()
        .statusCode(200)
        .body("vector", nullValue())
        .body("listeners", nullValue());
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    problem(
        as(admin).get("/api/recommendations?player_id=" + room.id()).then(),
        409,
        "too-few-listeners");
  }

  @Test
  void a_listener_of_unknown_taste_does_not_count() {
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN);
    fixtures.checkIn(fixtures.person(), room);
    tick.run();
    anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .body("listeners", nullValue());
  }

  @Test
  void three_listeners_are_disclosed_rounded_and_once_a_minute() {
    fixtures.database().setClock(fixtures.now().truncatedTo(java.time.temporal.ChronoUnit.HOURS));
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN, BrainFixtures.WAVES);
    anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .body("vector", equalTo(List.of(0.9f, 0.4f, 0.0f, 0.0f, 0.0f)))
        .body("listeners", equalTo(3));
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.FIRE), room);
    fixtures.advance(Duration.ofSeconds(59));
    tick.run();
    anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .body("listeners", equalTo(3));
    fixtures.advance(Duration.ofSeconds(1));
    anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .body("listeners", equalTo(4))
        .body("vector[4]", equalTo(0.4f));
    fixtures.advance(Duration.ofMinutes(59));
    tick.run();
    anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .body("listeners", nullValue());
  }

  @Test
  void a_listener_who_checked_out_does_not_count_before_the_next_fill() {
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN);
    Person third = fixtures.personWhoLikes(BrainFixtures.RAIN);
    fixtures.checkIn(third, room);
    tick.run();
    listeners(room, equalTo(3));
    as(third).post("/api/checkout").then().statusCode(204);
    assertNothingDisclosed(room);
  }

  @Test
  void an_expired_session_does_not_count_before_the_next_tick() {
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN, BrainFixtures.RAIN);
    fixtures.advance(Duration.ofHours(1));
    assertNothingDisclosed(room);
  }

  @Test
  void an_empty_room_discloses_sessions_without_a_room_while_there_are_three() {
    Room room = roomWith();
    List<Person> people =
        Stream.generate(() -> fixtures.personWhoLikes(BrainFixtures.RAIN)).limit(4).toList();
    people.forEach(person -> as(person).body("{}").post("/api/checkin").then().statusCode(201));
    fill(room);
    listeners(room, equalTo(4));
    as(people.get(0)).post("/api/checkout").then().statusCode(204);
    listeners(room, equalTo(4));
    as(people.get(1)).post("/api/checkout").then().statusCode(204);
    assertNothingDisclosed(room);
  }

  @Test
  void an_empty_room_follows_its_first_listener_instead_of_sessions_without_a_room() {
    Room room = roomWith();
    for (int i = 0; i < 3; i++) {
      Person person = fixtures.personWhoLikes(BrainFixtures.RAIN);
      as(person).body("{}").post("/api/checkin").then().statusCode(201);
    }
    fill(room);
    listeners(room, equalTo(3));
    fixtures.checkIn(fixtures.person(), room);
    assertNothingDisclosed(room);
  }

  @Test
  void new_listeners_are_not_disclosed_before_the_next_fill() {
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN);
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.RAIN), room);
    assertNothingDisclosed(room);
  }

  private void assertNothingDisclosed(Room room) {
    listeners(room, nullValue()).body("vector", nullValue());
    anybody()
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .statusCode(200)
        .body("next", not(empty()))
        .body("next.reason", everyItem(anyOf(nullValue(), equalTo("rotation"))))
        .body("next.findAll { it.reason == null }.why.flatten()", empty())
        .body("next.dimensions", everyItem(nullValue()));
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    problem(
        as(admin).get("/api/recommendations?player_id=" + room.id()).then(),
        409,
        "too-few-listeners");
  }

  private ValidatableResponse listeners(Room room, Matcher<?> number) {
    return anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .statusCode(200)
        .body("listeners", number);
  }

  private void fill(Room room) {
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", room.id());
    tick.run();
  }

  @Test
  void all_replicas_disclose_the_same_for_a_minute() {
    fixtures.database().setClock(fixtures.now().truncatedTo(java.time.temporal.ChronoUnit.HOURS));
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN, BrainFixtures.WAVES);
    PublicCollectives one = new PublicCollectives(rows);
    PublicCollectives other = new PublicCollectives(rows);
    var disclosed = disclosed(one, room);
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.FIRE), room);
    tick.run();
    assertEquals(disclosed, disclosed(other, room));
    fixtures.advance(Duration.ofMinutes(1));
    assertEquals(4, disclosed(other, room).orElseThrow().listeners());
    assertEquals(disclosed(other, room), disclosed(one, room));
    // The clock is set back.
    fixtures.advance(Duration.ofMinutes(-30));
    assertEquals(disclosed(one, room), disclosed(other, room));
    fixtures.endAllSessions();
    tick.run();
    assertEquals(Optional.empty(), disclosed(one, room));
  }

  private static Optional<PublicCollectives.RoundedCollective> disclosed(
      PublicCollectives replica, Room room) {
    return QuarkusTransaction.requiringNew().call(() -> replica.of(room.id()));
  }

  @Test
  void staff_see_the_recommendations_of_a_player() {
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN, BrainFixtures.RAIN);
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    as(admin)
        .get("/api/recommendations?player_id=%s&limit=2".formatted(room.id()))
        .then()
        .statusCode(200)
        .body("", hasSize(2))
        .body("[0].song_id", notNullValue())
        .body("[0].similarity.doubleValue()", closeTo(1, 1e-6))
        .body("[0].last_played", nullValue());
  }

  @Test
  void managers_see_their_own_players_only_and_listeners_see_none() {
    Room room = roomWith(BrainFixtures.RAIN, BrainFixtures.RAIN, BrainFixtures.RAIN);
    Person manager = fixtures.person();
    fixtures.sql().update("insert into roles (user_id, role) values (?, 'manager')", manager.id());
    problem(
        as(manager).get("/api/recommendations?player_id=" + room.id()).then(), 403, "not-staff");
    fixtures
        .sql()
        .update("update players set manager_id = ? where id = ?", manager.id(), room.id());
    as(manager).get("/api/recommendations?player_id=" + room.id()).then().statusCode(200);
    problem(
        as(fixtures.person()).get("/api/recommendations?player_id=" + room.id()).then(),
        403,
        "not-staff");
    problem(
        anybody().get("/api/recommendations?player_id=" + room.id()).then(), 401, "unauthorized");
  }

  @Test
  void malformed_parameters_of_recommendations_are_refused() {
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    problem(as(admin).get("/api/recommendations").then(), 400, "malformed-id");
    problem(as(admin).get("/api/recommendations?player_id=garden").then(), 400, "malformed-id");
    problem(
        as(admin).get("/api/recommendations?player_id=" + UUID.randomUUID()).then(),
        404,
        "unknown-player");
    for (String limit : List.of("0", "101", "x", "1.5")) {
      problem(
          as(admin)
              .get("/api/recommendations?player_id=%s&limit=%s".formatted(UUID.randomUUID(), limit))
              .then(),
          400,
          "invalid-limit");
    }
    problem(anybody().get("/api/players/nowhere/collective").then(), 404, "unknown-player");
  }

  private Room roomWith(roomtone.model.Taste... tastes) {
    Room room =
        fixtures.room(
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.WAVES),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN),
            fixtures.song(BrainFixtures.RAIN));
    for (roomtone.model.Taste taste : tastes) {
      fixtures.checkIn(fixtures.personWhoLikes(taste), room);
    }
    tick.run();
    return room;
  }
}
