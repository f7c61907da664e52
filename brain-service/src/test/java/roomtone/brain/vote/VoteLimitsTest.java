package roomtone.brain.vote;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Sql.SqlFailure;

/** Limits of new votes and of changes. The database's clock is stopped. */
@QuarkusTest
class VoteLimitsTest extends BrainTest {

  private static final int VOTES = 300;
  private static final int VOTES_IN_A_ROOM = 200;
  private static final int CHANGES = 300;
  private static final String ANYWHERE = "vote-throttled";
  private static final String HERE = "room-vote-throttled";
  private static final String CHANGED = "vote-change-throttled";

  @Inject VoteRetention retention;

  private Person person;

  @BeforeEach
  void stopTheClock() {
    fixtures.database().setClock(Instant.parse("2026-11-24T12:00:00Z"));
    person = fixtures.person();
  }

  @Test
  void a_vote_above_the_limit_gets_the_exact_time_to_wait() {
    votes(VOTES - 1, Duration.ofMinutes(50), null);
    vote(fixtures.song(BrainFixtures.RAIN)).statusCode(201);
    refused(vote(fixtures.song(BrainFixtures.WIND)), ANYWHERE, "vote again in 601 s.", 601);
    fixtures.advance(Duration.ofSeconds(601).minusMillis(1));
    refused(vote(fixtures.song(BrainFixtures.WIND)), ANYWHERE, "vote again in 1 s.", 1);
    fixtures.advance(Duration.ofMillis(1));
    vote(fixtures.song(BrainFixtures.WIND)).statusCode(201);
    refused(vote(fixtures.song(BrainFixtures.RAIN)), ANYWHERE, "vote again in 1 s.", 1);
  }

  @Test
  void the_limit_in_one_room_is_lower_than_that_for_all_rooms() {
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    votes(VOTES_IN_A_ROOM - 1, Duration.ofMinutes(50), room);
    vote(fixtures.song(BrainFixtures.RAIN)).statusCode(201);
    refused(vote(fixtures.song(BrainFixtures.WIND)), HERE, "vote here again in 601 s.", 601);
    assertDirectVoteIsRefused();
    fixtures.advance(Duration.ofSeconds(601).minusMillis(1));
    refused(vote(fixtures.song(BrainFixtures.WIND)), HERE, "vote here again in 1 s.", 1);
    fixtures.advance(Duration.ofMillis(1));
    vote(fixtures.song(BrainFixtures.WIND)).statusCode(201);
  }

  @Test
  void the_limit_in_a_room_affects_no_other_room_and_no_other_listener() {
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    votes(VOTES_IN_A_ROOM, Duration.ofMinutes(10), room);
    refused(vote(fixtures.song(BrainFixtures.WIND)), HERE, "vote here again in 3001 s.", 3001);
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
    Person other = fixtures.person();
    fixtures.checkIn(other, room);
    vote(other, fixtures.song(BrainFixtures.WIND), 5).statusCode(201);
    fixtures.checkIn(person, fixtures.room());
    vote(fixtures.song(BrainFixtures.WIND)).statusCode(201);
    // Another session elsewhere does not reset the limit of the first room.
    fixtures.checkIn(person, room);
    refused(vote(fixtures.song(BrainFixtures.FIRE)), HERE, "vote here again in 3001 s.", 3001);
  }

  @Test
  void of_two_reached_limits_the_longer_wait_is_reported() {
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    votes(100, Duration.ofMinutes(40), null);
    votes(VOTES_IN_A_ROOM, Duration.ofMinutes(10), room);
    refused(vote(fixtures.song(BrainFixtures.WIND)), HERE, "vote here again in 3001 s.", 3001);
    fixtures.checkIn(person, fixtures.room());
    refused(vote(fixtures.song(BrainFixtures.WIND)), ANYWHERE, "vote again in 1201 s.", 1201);
  }

  @Test
  void a_revision_does_not_count_as_a_new_vote() {
    Room room = fixtures.room();
    UUID song = fixtures.song(BrainFixtures.RAIN);
    fixtures.checkIn(person, room);
    vote(song).statusCode(201);
    votes(VOTES_IN_A_ROOM - 1, Duration.ofMinutes(10), room);
    refused(vote(fixtures.song(BrainFixtures.WIND)), HERE, "vote here again in 3001 s.", 3001);
    vote(person, song, 1).statusCode(200);
  }

  @Test
  void deleted_votes_still_count_for_the_limits() {
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    votes(VOTES_IN_A_ROOM - 1, Duration.ofMinutes(30), room);
    String last = vote(fixtures.song(BrainFixtures.WIND)).statusCode(201).extract().path("id");
    as(person).delete("/api/votes/" + last).then().statusCode(204);
    refused(vote(fixtures.song(BrainFixtures.WIND)), HERE, "vote here again in 1801 s.", 1801);
    assertDirectVoteIsRefused();
    votes(VOTES - VOTES_IN_A_ROOM, Duration.ofMinutes(40), null);
    as(person)
        .delete("/api/me")
        .then()
        .statusCode(200)
        .body("votes", equalTo(VOTES - 1))
        .body("sessions", equalTo(1));
    refused(vote(fixtures.song(BrainFixtures.WIND)), ANYWHERE, "vote again in 1201 s.", 1201);
    fixtures.checkIn(person, room);
    refused(vote(fixtures.song(BrainFixtures.WIND)), HERE, "vote here again in 1801 s.", 1801);
    fixtures.advance(Duration.ofMinutes(61));
    vote(fixtures.song(BrainFixtures.WIND)).statusCode(201);
    retention.deleteExpiredWithdrawals(1000);
    assertEquals(
        0,
        fixtures
            .sql()
            .integer(
                "select count(*) from roomtone.withdrawn_votes where user_id = ?", person.id()));
  }

  @Test
  void changes_of_votes_have_a_limit_of_their_own() {
    String id = vote(fixtures.song(BrainFixtures.RAIN)).statusCode(201).extract().path("id");
    UUID again = fixtures.song(BrainFixtures.WAVES);
    vote(again).statusCode(201);
    changes(CHANGES - 3, Duration.ofMinutes(4));
    change(id).statusCode(200);
    vote(person, again, 2).statusCode(200);
    as(person).delete("/api/votes/" + id).then().statusCode(204);
    String other = vote(fixtures.song(BrainFixtures.WIND)).statusCode(201).extract().path("id");
    refused(change(other), CHANGED, "change one again in 361 s.", 361);
    refused(vote(person, again, 1), CHANGED, "change one again in 361 s.", 361);
    refused(
        as(person).delete("/api/votes/" + other).then(),
        CHANGED,
        "change one again in 361 s.",
        361);
    assertEquals(
        1,
        fixtures
            .sql()
            .integer(
                "select count(*) from votes where user_id = ? and vote_value = 2", person.id()));
    assertEquals(
        2, fixtures.sql().integer("select count(*) from votes where user_id = ?", person.id()));
    fixtures.advance(Duration.ofSeconds(361).minusMillis(1));
    refused(change(other), CHANGED, "change one again in 1 s.", 1);
    fixtures.advance(Duration.ofMillis(1));
    change(other).statusCode(200);
    refused(change(other), CHANGED, "change one again in 1 s.", 1);
    fixtures.advance(Duration.ofMinutes(10));
    retention.deleteExpiredChanges(1000);
    assertEquals(
        0,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.vote_changes where user_id = ?", person.id()));
  }

  @Test
  void a_change_repeated_under_its_key_counts_once() {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    UUID key = UUID.randomUUID();
    vote(song).statusCode(201);
    for (int i = 0; i < 3; i++) {
      as(person)
          .header("Idempotency-Key", key)
          .body(json("song_id", song, "vote_value", 2))
          .post("/api/votes")
          .then()
          .statusCode(200);
    }
    problem(
        as(person).body(json("vote_value", 2)).put("/api/votes/" + UUID.randomUUID()).then(),
        404,
        "unknown-vote");
    assertEquals(
        1,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.vote_changes where user_id = ?", person.id()));
  }

  /** Inserts votes, one a second, the first of them a second later than this long ago. */
  private void votes(int count, Duration ago, Room room) {
    fixtures
        .sql()
        .update(
            """
        insert into votes (user_id, song_id, vote_value, vote_time, player_id, weight, applied_seq)
        select ?, ?, 3, roomtone.now() - make_interval(secs => ?) + i * interval '1 second', ?, case when ?::uuid is null then null else 1 end,
          nextval('roomtone.taste_seq')
        from generate_series(1, ?) i
        """,
            person.id(),
            fixtures.song(BrainFixtures.RAIN),
            (double) ago.toSeconds(),
            room == null ? null : room.id(),
            room == null ? null : room.id(),
            count);
  }

  private void changes(int count, Duration ago) {
    fixtures
        .sql()
        .update(
            """
        insert into roomtone.vote_changes (user_id, changed_at)
        select ?, roomtone.now() - make_interval(secs => ?) + i * interval '0.1 second' + interval '0.9 second' from generate_series(1, ?) i
        """,
            person.id(),
            (double) ago.toSeconds(),
            count);
  }

  private void assertDirectVoteIsRefused() {
    UUID song = fixtures.song(BrainFixtures.WIND);
    SqlFailure refusal =
        assertThrows(SqlFailure.class, () -> fixtures.voteFromBrowser(person, song, 5));
    assertEquals("PT429", refusal.state());
  }

  private ValidatableResponse change(String id) {
    return as(person).body(json("vote_value", 2)).put("/api/votes/" + id).then();
  }

  private ValidatableResponse vote(UUID song) {
    return vote(person, song, 5);
  }

  private static ValidatableResponse vote(Person person, UUID song, int value) {
    return as(person).body(json("song_id", song, "vote_value", value)).post("/api/votes").then();
  }

  private static void refused(ValidatableResponse answer, String slug, String detail, int seconds) {
    problem(answer, 429, slug)
        .body("detail", endsWith(detail))
        .body("retry_after_seconds", equalTo(seconds))
        .header("Retry-After", Integer.toString(seconds));
  }
}
