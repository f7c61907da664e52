package roomtone.brain.exclusion;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;

/** Staff take the votes of a span out of a room's reputations and house voice, and back in. */
@QuarkusTest
class VoteExclusionTest extends BrainTest {

  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  @Inject Tick tick;

  private Person admin;
  private Room room;
  private UUID rain;
  private UUID wind;
  private UUID fire;

  /** A room in which one listener likes rain at 0:05, and another likes fire at 0:10. */
  @BeforeEach
  void castVotes() {
    fixtures.database().setClock(START);
    admin = fixtures.person();
    fixtures.makeAdmin(admin);
    rain = fixtures.song(BrainFixtures.RAIN);
    wind = fixtures.song(BrainFixtures.WIND);
    fire = fixtures.song(BrainFixtures.FIRE);
    room = fixtures.room(rain, wind, fire);
    Person first = fixtures.person();
    Person second = fixtures.person();
    fixtures.checkIn(first, room);
    fixtures.checkIn(second, room);
    fixtures.database().setClock(minute(5));
    vote(first, rain);
    fixtures.database().setClock(minute(10));
    vote(second, fire);
    fixtures.endAllSessions();
    fixtures.database().setClock(minute(20));
    assertCounted(rain, fire);
  }

  @AfterEach
  void compareWithARebuild() {
    fixtures.assertReputationsAreThoseOfTheVotes();
  }

  private static Instant minute(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }

  private static void vote(Person person, UUID song) {
    as(person)
        .body(json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
  }

  private Response exclude(Person staff, Object from, Object to) {
    return as(staff)
        .body(json("from", from, "to", to))
        .post("/api/players/" + room.id() + "/vote-exclusions");
  }

  private String exclude(int fromMinute, int toMinute) {
    return exclude(admin, minute(fromMinute), minute(toMinute))
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private Response readmit(String id) {
    return as(admin).delete("/api/players/" + room.id() + "/vote-exclusions/" + id);
  }

  private void assertCounted(UUID... songs) {
    assertEquals(
        List.of(songs),
        fixtures
            .sql()
            .values(
                "select song_id from roomtone.song_reputations where player_id = ? order by song_id",
                room.id()));
  }

  @Test
  void votes_cast_from_one_time_until_before_another_are_out_and_come_back() {
    String id =
        exclude(admin, minute(5), minute(10))
            .then()
            .statusCode(201)
            .body("player_id", equalTo(room.id().toString()))
            .body("from", equalTo("2026-11-24T08:05:00Z"))
            .body("to", equalTo("2026-11-24T08:10:00Z"))
            .body("votes", equalTo(1))
            .body("created_at", equalTo("2026-11-24T08:20:00Z"))
            .body("created_by", equalTo(admin.id().toString()))
            .extract()
            .path("id");
    assertCounted(fire);
    readmit(id).then().statusCode(204);
    assertCounted(rain, fire);
    problem(readmit(id).then(), 404, "unknown-vote-exclusion");
  }

  @Test
  void the_queue_follows_with_the_next_tick() {
    tick.run();
    assertEquals(List.of(rain, fire, wind), fixtures.queue(room));
    String id = exclude(10, 11);
    tick.run();
    assertEquals(List.of(rain, wind, fire), fixtures.queue(room));
    readmit(id).then().statusCode(204);
    tick.run();
    assertEquals(List.of(rain, fire, wind), fixtures.queue(room));
  }

  @Test
  void a_vote_is_out_while_any_exclusion_covers_it() {
    String all = exclude(0, 15);
    String late =
        exclude(admin, minute(10), minute(15))
            .then()
            .statusCode(201)
            .body("votes", equalTo(0))
            .extract()
            .path("id");
    assertCounted();
    readmit(all).then().statusCode(204);
    assertCounted(rain);
    readmit(late).then().statusCode(204);
    assertCounted(rain, fire);
  }

  @Test
  void a_vote_through_the_data_api_that_is_applied_later_is_out_too() {
    Person person = fixtures.person();
    fixtures.checkIn(person, room);
    fixtures.advance(Duration.ofMinutes(6));
    fixtures.voteFromBrowser(person, wind, 5);
    fixtures.advance(Duration.ofMinutes(1));
    String id = exclude(26, 27);
    tick.run();
    assertCounted(rain, fire);
    readmit(id).then().statusCode(204);
    assertCounted(rain, wind, fire);
  }

  @Test
  void a_vote_that_was_held_back_is_out_when_its_stay_is_confirmed() {
    Person person = fixtures.person();
    fixtures.checkIn(person, room);
    vote(person, wind);
    fixtures.advance(Duration.ofMinutes(1));
    String id = exclude(20, 21);
    fixtures.advance(Duration.ofMinutes(5));
    as(person).post("/api/session/renew").then().statusCode(200);
    assertCounted(rain, fire);
    readmit(id).then().statusCode(204);
    assertCounted(rain, wind, fire);
  }

  @Test
  void tastes_stay_as_they_are() {
    String tastes = "select string_agg(preference_vector::text, ' ' order by id) from profiles";
    String before = fixtures.sql().text(tastes);
    exclude(0, 20);
    assertEquals(before, fixtures.sql().text(tastes));
  }

  @Test
  void exclusions_are_listed_newest_first_by_page() {
    list("").body("items", empty()).body("total", equalTo(0));
    exclude(0, 1);
    fixtures.advance(Duration.ofSeconds(1));
    String newest = exclude(5, 6);
    list("?size=1")
        .body("items", hasSize(1))
        .body("items[0].id", equalTo(newest))
        .body("items[0].votes", equalTo(1))
        .body("total", equalTo(2));
    problem(
        as(admin).get("/api/players/" + room.id() + "/vote-exclusions?page=0").then(),
        400,
        "invalid-page");
  }

  private io.restassured.response.ValidatableResponse list(String query) {
    return as(admin)
        .get("/api/players/" + room.slug() + "/vote-exclusions" + query)
        .then()
        .statusCode(200);
  }

  @Test
  void the_audit_log_says_who_took_out_what_and_took_it_back() {
    String id = exclude(5, 10);
    readmit(id).then().statusCode(204);
    assertEquals(
        List.of("exclude-votes 1", "readmit-votes 1"),
        fixtures
            .sql()
            .column(
                """
                select action || ' ' || (coalesce(before, after) ->> 'votes') from roomtone.audit_log
                where actor_id = ? and thing = 'player' and thing_id = ? and request_id is not null
                  and coalesce(before, after) ->> 'vote_exclusion' = ? order by id
                """,
                admin.id(),
                room.id(),
                id));
  }

  @Test
  void only_admins_and_the_manager_of_the_player_may_do_it() {
    Person manager = fixtures.person();
    fixtures.makeManager(manager);
    String id = exclude(5, 10);
    for (Person other : List.of(manager, fixtures.person())) {
      refused(() -> exclude(other, minute(5), minute(10)), 403, "not-staff");
      refused(
          () -> as(other).get("/api/players/" + room.id() + "/vote-exclusions"), 403, "not-staff");
      refused(
          () -> as(other).delete("/api/players/" + room.id() + "/vote-exclusions/" + id),
          403,
          "not-staff");
    }
    fixtures
        .sql()
        .update("update players set manager_id = ? where id = ?", manager.id(), room.id());
    exclude(manager, minute(5), minute(10)).then().statusCode(201);
    problem(
        anybody().get("/api/players/" + room.id() + "/vote-exclusions").then(),
        401,
        "unauthorized");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T08:10:00Z, 2026-11-24T08:10:00Z",
    "2026-11-24T08:10:00Z, 2026-11-24T08:05:00Z",
    "2026-11-24T08:10:00Z, 2026-11-24T08:20:00.001Z",
    "2026-10-24T08:19:59Z, 2026-11-24T08:20:00Z",
    "-100000-01-01T00:00:00Z, -100000-01-02T00:00:00Z"
  })
  void a_span_that_is_empty_not_over_or_longer_than_31_days_is_refused(String from, String to) {
    refused(() -> exclude(admin, from, to), 400, "invalid-vote-exclusion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "", "2026-11-24"})
  void what_is_not_a_time_is_refused(String from) {
    refused(() -> exclude(admin, from, minute(10)), 400, "invalid-field");
    refused(() -> exclude(admin, null, minute(10)), 400, "invalid-field");
  }

  @Test
  void what_does_not_exist_is_refused() {
    String id = exclude(5, 10);
    Room other = fixtures.room();
    refused(
        () -> as(admin).delete("/api/players/" + other.id() + "/vote-exclusions/" + id),
        404,
        "unknown-vote-exclusion");
    refused(() -> readmit("7"), 400, "malformed-id");
    refused(
        () -> as(admin).get("/api/players/" + UUID.randomUUID() + "/vote-exclusions"),
        404,
        "unknown-player");
  }

  @Test
  void a_room_has_at_most_a_hundred_exclusions() {
    for (int i = 0; i < VoteExclusions.MAX_OF_A_ROOM; i++) {
      exclude(i % 5, 5);
    }
    refused(() -> exclude(admin, minute(5), minute(10)), 409, "too-many-vote-exclusions");
  }
}
