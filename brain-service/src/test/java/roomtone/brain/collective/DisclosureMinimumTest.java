package roomtone.brain.collective;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
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
import roomtone.local.testing.Sql;
import roomtone.model.Taste;

@QuarkusTest
class DisclosureMinimumTest extends BrainTest {

  @Inject Tick tick;
  @Inject Session rows;

  @Test
  void four_listeners_are_not_disclosed() {
    Room room = roomWith(listeners(4));
    anybody()
        .get("/api/players/" + room.id() + "/collective")
        .then()
        .statusCode(200)
        .body("vector", nullValue())
        .body("listeners", nullValue())
        .body("disclosure_minimum", equalTo(5));
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    problem(
        as(admin).get("/api/recommendations?player_id=" + room.id()).then(),
        409,
        "too-few-listeners");
  }

  @Test
  void a_listener_of_unknown_taste_does_not_count() {
    Room room = roomWith(listeners(4));
    fixtures.checkIn(fixtures.person(), room);
    tick.run();
    anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .body("listeners", nullValue());
  }

  @Test
  void five_listeners_are_disclosed_in_steps_and_once_in_five_minutes() {
    beginAPeriod();
    Room room =
        roomWith(
            BrainFixtures.RAIN,
            BrainFixtures.RAIN,
            BrainFixtures.RAIN,
            BrainFixtures.RAIN,
            BrainFixtures.WAVES);
    // The direction of (4, 1, 0, 0, 0) is (0.97, 0.24, 0, 0, 0).
    collective(room)
        .body("vector", equalTo(List.of(1.0f, 0.25f, 0.0f, 0.0f, 0.0f)))
        .body("listeners", equalTo("5+"));
    for (int i = 0; i < 5; i++) {
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.FIRE), room);
    }
    fixtures.advance(PublicCollectives.PERIOD.minusSeconds(1));
    tick.run();
    collective(room).body("listeners", equalTo("5+")).body("vector[4]", equalTo(0.0f));
    fixtures.advance(Duration.ofSeconds(1));
    // The direction of (4, 1, 0, 0, 5) is (0.62, 0.15, 0, 0, 0.77).
    collective(room)
        .body("listeners", equalTo("10+"))
        .body("vector", equalTo(List.of(0.5f, 0.25f, 0.0f, 0.0f, 0.75f)));
    fixtures.advance(Duration.ofMinutes(55));
    tick.run();
    collective(room).body("listeners", nullValue());
  }

  @Test
  void the_minimum_is_a_setting_between_3_and_20() {
    Room room = roomWith(listeners(4));
    try {
      set("disclosure_minimum = 3");
      listeners(room, equalTo("3+")).body("disclosure_minimum", equalTo(3));
      set("disclosure_minimum = 4");
      listeners(room, equalTo("4+"));
      set("disclosure_minimum = 20");
      assertNothingDisclosed(room);
      assertThrows(Sql.SqlFailure.class, () -> set("disclosure_minimum = 2"));
      assertThrows(Sql.SqlFailure.class, () -> set("disclosure_minimum = 21"));
    } finally {
      set("disclosure_minimum = 5");
    }
    assertNothingDisclosed(room);
  }

  @Test
  void a_collective_of_fewer_than_a_raised_minimum_is_not_disclosed_to_its_end() {
    beginAPeriod();
    Room room = roomWith(listeners(5));
    listeners(room, equalTo("5+"));
    try {
      set("disclosure_minimum = 6");
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.FIRE), room);
      tick.run();
      // The direction of (5, 0, 0, 0, 1) is (0.98, 0, 0, 0, 0.20).
      listeners(room, equalTo("6+")).body("vector[4]", equalTo(0.25f));
    } finally {
      set("disclosure_minimum = 5");
    }
  }

  private void set(String setting) {
    fixtures.sql().update("update roomtone.installation set " + setting);
  }

  private void beginAPeriod() {
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.HOURS));
  }

  @Test
  void a_listener_who_checked_out_does_not_count_before_the_next_fill() {
    Room room = roomWith(listeners(4));
    Person fifth = fixtures.personWhoLikes(BrainFixtures.RAIN);
    fixtures.checkIn(fifth, room);
    tick.run();
    listeners(room, equalTo("5+"));
    as(fifth).post("/api/checkout").then().statusCode(204);
    assertNothingDisclosed(room);
  }

  @Test
  void an_expired_session_does_not_count_before_the_next_tick() {
    Room room = roomWith(listeners(5));
    fixtures.advance(Duration.ofHours(1));
    assertNothingDisclosed(room);
  }

  @Test
  void an_empty_room_discloses_sessions_without_a_room_while_there_are_five() {
    Room room = roomWith();
    List<Person> people =
        Stream.generate(() -> fixtures.personWhoLikes(BrainFixtures.RAIN)).limit(6).toList();
    people.forEach(person -> as(person).body("{}").post("/api/checkin").then().statusCode(201));
    fill(room);
    listeners(room, equalTo("5+"));
    as(people.get(0)).post("/api/checkout").then().statusCode(204);
    listeners(room, equalTo("5+"));
    as(people.get(1)).post("/api/checkout").then().statusCode(204);
    assertNothingDisclosed(room, anybody());
  }

  @Test
  void an_empty_room_follows_its_first_listener_instead_of_sessions_without_a_room() {
    Room room = roomWith();
    for (int i = 0; i < 5; i++) {
      Person person = fixtures.personWhoLikes(BrainFixtures.RAIN);
      as(person).body("{}").post("/api/checkin").then().statusCode(201);
    }
    fill(room);
    listeners(room, equalTo("5+"));
    fixtures.checkIn(fixtures.person(), room);
    assertNothingDisclosed(room);
  }

  @Test
  void new_listeners_are_not_disclosed_before_the_next_fill() {
    Room room = roomWith(listeners(4));
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.RAIN), room);
    assertNothingDisclosed(room);
  }

  private void assertNothingDisclosed(Room room) {
    assertNothingDisclosed(room, inside(room));
  }

  private void assertNothingDisclosed(Room room, RequestSpecification call) {
    listeners(room, nullValue()).body("vector", nullValue());
    call.get("/api/players/" + room.slug() + "/now-playing")
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
    return collective(room).body("listeners", number);
  }

  private ValidatableResponse collective(Room room) {
    return anybody().get("/api/players/" + room.slug() + "/collective").then().statusCode(200);
  }

  private static Taste[] listeners(int number) {
    return Stream.generate(() -> BrainFixtures.RAIN).limit(number).toArray(Taste[]::new);
  }

  private void fill(Room room) {
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", room.id());
    tick.run();
  }

  @Test
  void all_replicas_disclose_the_same_for_five_minutes() {
    beginAPeriod();
    Room room = roomWith(listeners(5));
    PublicCollectives one = new PublicCollectives(rows);
    PublicCollectives other = new PublicCollectives(rows);
    var disclosed = disclosed(one, room);
    for (int i = 0; i < 5; i++) {
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.FIRE), room);
    }
    tick.run();
    assertEquals(disclosed, disclosed(other, room));
    fixtures.advance(PublicCollectives.PERIOD);
    assertEquals("10+", disclosed(other, room).orElseThrow().listeners());
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
  void staff_see_the_recommendations_of_a_player_with_distances_in_tenths() {
    Room room =
        roomWith(
            BrainFixtures.RAIN,
            BrainFixtures.RAIN,
            BrainFixtures.RAIN,
            BrainFixtures.WAVES,
            BrainFixtures.WAVES);
    Person admin = fixtures.person();
    fixtures.makeAdmin(admin);
    as(admin)
        .get("/api/recommendations?player_id=%s&limit=2".formatted(room.id()))
        .then()
        .statusCode(200)
        .body("", hasSize(2))
        .body("[0].song_id", notNullValue())
        // The cosine of (3, 2, 0, 0, 0) and rain is 0.83.
        .body("[0].similarity", equalTo(0.8f))
        .body("[0].distance", equalTo(0.2f))
        .body("[0].adjusted_distance", equalTo(0.2f))
        .body("[0].last_played", nullValue());
  }

  @Test
  void managers_see_their_own_players_only_and_listeners_see_none() {
    Room room = roomWith(listeners(5));
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

  private Room roomWith(Taste... tastes) {
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
    for (Taste taste : tastes) {
      fixtures.checkIn(fixtures.personWhoLikes(taste), room);
    }
    tick.run();
    return room;
  }
}
