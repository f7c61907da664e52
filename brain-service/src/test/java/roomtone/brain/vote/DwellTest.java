package roomtone.brain.vote;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/**
 * A vote counts in reputations and house voice once its stay is confirmed five minutes or more
 * after check-in.
 */
@QuarkusTest
class DwellTest extends BrainTest {

  private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

  @Inject PendingVotes pending;

  private Person person;
  private Room room;
  private UUID rain;
  private UUID waves;

  @BeforeEach
  void checkInFirst() {
    fixtures.database().setClock(START);
    person = fixtures.person();
    rain = fixtures.song(BrainFixtures.RAIN);
    waves = fixtures.song(BrainFixtures.WAVES);
    room = fixtures.room(rain, waves);
    checkIn(room);
  }

  @AfterEach
  void turnDwellOnAndCompareWithARebuild() {
    fixtures.setDwell(BrainFixtures.DWELL);
    fixtures.assertReputationsAreThoseOfTheVotes();
  }

  private void checkIn(Room where) {
    as(person).body(json("player_id", where.id())).post("/api/checkin").then().statusCode(201);
  }

  private String vote(UUID song, int value) {
    return as(person)
        .body(json("song_id", song, "vote_value", value))
        .post("/api/votes")
        .then()
        .extract()
        .path("id");
  }

  private void at(Duration sinceCheckIn) {
    fixtures.database().setClock(START.plus(sinceCheckIn));
  }

  private static Duration minutes(double minutes) {
    return Duration.ofMillis((long) (minutes * 60_000));
  }

  private void assertCounted(int votes) {
    assertEquals(
        List.of((long) votes),
        fixtures
            .sql()
            .values(
                "select coalesce(sum(votes), 0) from roomtone.song_reputations where player_id = ?",
                room.id()));
  }

  @Test
  void votes_count_once_a_vote_confirms_the_stay_five_minutes_after_check_in() {
    at(minutes(1));
    vote(rain, 5);
    at(minutes(5).minusMillis(1));
    vote(waves, 2);
    assertCounted(0);
    at(minutes(5));
    vote(fixtures.song(BrainFixtures.FIRE), 4);
    assertCounted(3);
    vote(fixtures.song(BrainFixtures.WIND), 4);
    assertCounted(4);
  }

  @Test
  void a_vote_that_is_held_back_moves_its_listeners_taste_at_once() {
    vote(rain, 5);
    assertCounted(0);
    as(person).get("/api/preferences").then().body("preference_vector[0]", equalTo(1.0f));
    as(person)
        .get("/api/me/export")
        .then()
        .body("votes[0].held", equalTo(true))
        .body("votes[0].excluded", equalTo(false));
  }

  @Test
  void a_renewal_that_writes_nothing_else_confirms_the_stay() {
    vote(rain, 5);
    at(minutes(5).minusMillis(1));
    renew();
    assertCounted(0);
    at(minutes(5));
    renew();
    assertCounted(1);
    String version = "select cast(xmin as text) from sessions where user_id = ?";
    List<Object> before = fixtures.sql().values(version, person.id());
    at(minutes(9));
    renew();
    assertEquals(before, fixtures.sql().values(version, person.id()));
  }

  private void renew() {
    as(person)
        .post("/api/session/renew")
        .then()
        .statusCode(200)
        .body("expires_at", equalTo("2026-11-24T09:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"check-out", "another room", "expiry"})
  void votes_of_a_stay_that_ended_before_never_count(String end) {
    vote(rain, 5);
    at(minutes(4));
    switch (end) {
      case "check-out" -> as(person).post("/api/checkout").then().statusCode(204);
      case "another room" -> checkIn(fixtures.room(rain));
      default -> at(minutes(60));
    }
    checkIn(room);
    fixtures.advance(minutes(4));
    vote(waves, 5);
    assertCounted(0);
    fixtures.advance(minutes(1));
    as(person).post("/api/session/renew").then().statusCode(200);
    assertCounted(1);
  }

  @Test
  void checking_in_again_goes_on_counting_the_time() {
    vote(rain, 5);
    at(minutes(3));
    checkIn(room);
    vote(waves, 5);
    assertCounted(0);
    at(minutes(5));
    vote(fixtures.song(BrainFixtures.FIRE), 4);
    assertCounted(3);
    checkIn(room);
    vote(fixtures.song(BrainFixtures.WIND), 4);
    assertCounted(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_changed_vote_confirms_the_stay(boolean byAnotherVote) {
    String id = vote(rain, 5);
    at(minutes(5));
    if (byAnotherVote) {
      vote(rain, 2);
    } else {
      as(person).body(json("vote_value", 2)).put("/api/votes/" + id).then().statusCode(200);
    }
    assertEquals(
        List.of(-0.5),
        fixtures
            .sql()
            .values("select sum_kw from roomtone.song_reputations where player_id = ?", room.id()));
  }

  @Test
  void a_change_does_not_let_a_vote_of_an_earlier_stay_count() {
    vote(rain, 5);
    as(person).post("/api/checkout").then().statusCode(204);
    checkIn(room);
    vote(waves, 5);
    at(minutes(6));
    vote(rain, 4);
    assertCounted(1);
  }

  @Test
  void a_vote_that_counts_in_no_room_confirms_the_stay_where_its_listener_is() {
    vote(rain, 5);
    at(minutes(5));
    as(person)
        .body(json("song_id", waves, "vote_value", 5, "player_id", fixtures.room().id()))
        .post("/api/votes")
        .then()
        .body("counts_for", equalTo(null));
    assertCounted(1);
  }

  @Test
  void a_refused_vote_shows_no_life() {
    vote(rain, 5);
    at(minutes(5));
    problem(
        as(person)
            .body(json("song_id", UUID.randomUUID(), "vote_value", 5))
            .post("/api/votes")
            .then(),
        404,
        "unknown-song");
    assertCounted(0);
  }

  @Test
  void a_vote_through_the_data_api_confirms_the_stay_when_it_is_cast() {
    vote(rain, 5);
    at(minutes(5));
    fixtures.voteFromBrowser(person, waves, 5);
    assertCounted(1);
    as(person).post("/api/checkout").then().statusCode(204);
    at(minutes(20));
    pending.apply(() -> true);
    assertCounted(2);
  }

  @Test
  void a_vote_through_the_data_api_that_is_applied_after_its_stay_ended_is_held_back() {
    at(minutes(4));
    fixtures.voteFromBrowser(person, waves, 5);
    as(person).post("/api/checkout").then().statusCode(204);
    at(minutes(20));
    pending.apply(() -> true);
    assertCounted(0);
  }

  @Test
  void a_vote_through_the_data_api_that_is_applied_after_its_stay_showed_life_counts() {
    at(minutes(1));
    fixtures.voteFromBrowser(person, waves, 5);
    checkIn(room);
    at(minutes(6));
    as(person).post("/api/session/renew").then().statusCode(200);
    pending.apply(() -> true);
    assertCounted(1);
  }

  @Test
  void deleted_votes_and_erased_listeners_leave_nothing_to_count() {
    String id = vote(rain, 5);
    vote(waves, 5);
    as(person).delete("/api/votes/" + id).then().statusCode(204);
    at(minutes(5));
    as(person).post("/api/session/renew").then().statusCode(200);
    assertCounted(1);
    as(person).delete("/api/me").then().statusCode(200);
    assertCounted(0);
  }

  @Test
  void with_the_dwell_off_later_votes_count_at_once_and_with_them_those_that_were_held_back() {
    vote(rain, 5);
    Person gone = fixtures.person();
    fixtures.checkIn(gone, room);
    as(gone).body(json("song_id", waves, "vote_value", 5)).post("/api/votes");
    as(gone).post("/api/checkout").then().statusCode(204);
    fixtures.setDwell(Duration.ZERO);
    assertCounted(0);
    vote(waves, 5);
    assertCounted(2);
  }

  @Test
  void a_failure_after_the_vote_leaves_neither_the_vote_nor_the_sign_of_life() {
    vote(rain, 5);
    at(minutes(5));
    fixtures
        .sql()
        .execute(
            """
            create function public.break_stays() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
            create trigger break_stays after update of stay_confirmed_at on sessions for each row execute function public.break_stays()
            """);
    try {
      as(person)
          .body(json("song_id", waves, "vote_value", 5))
          .post("/api/votes")
          .then()
          .statusCode(500);
    } finally {
      fixtures.sql().execute("drop function public.break_stays() cascade");
    }
    assertCounted(0);
    assertEquals(
        1, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
    vote(waves, 5);
    assertCounted(2);
  }
}
