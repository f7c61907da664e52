package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which changes of a queue are the effect of a vote. */
class RoomVotesTest {

  private static final String ADA = "Ada";
  private static final String BEN = "Ben";

  private final Measurements measurements = new Measurements();
  private final RoomVotes room = new RoomVotes(measurements, Duration.ofSeconds(10));

  @Test
  void the_first_change_that_the_voter_sees_is_that_of_the_vote() {
    room.sent(ADA, seconds(100));
    room.queueSeen(ADA, seconds(102));
    room.queueSeen(ADA, seconds(105));
    assertSeen(1, 2_000);
  }

  @Test
  void what_others_see_is_not_counted() {
    room.sent(ADA, seconds(100));
    room.queueSeen(BEN, seconds(101));
    assertEquals(0, measurements.votesSeen().count());
  }

  @Test
  void two_votes_at_a_time_are_not_told_apart() {
    room.sent(ADA, seconds(100));
    room.sent(BEN, seconds(101));
    room.queueSeen(ADA, seconds(102));
    room.queueSeen(BEN, seconds(102));
    assertEquals(0, measurements.votesSeen().count());
  }

  @Test
  void a_vote_soon_after_another_is_not_watched() {
    room.sent(ADA, seconds(100));
    room.sent(BEN, seconds(109));
    room.queueSeen(BEN, seconds(110));
    assertEquals(0, measurements.votesSeen().count());
    room.sent(BEN, seconds(119));
    room.queueSeen(BEN, seconds(122));
    assertSeen(1, 3_000);
    assertEquals(2, measurements.votesWatched());
  }

  @Test
  void the_start_of_a_song_ends_the_watch() {
    room.sent(ADA, seconds(100));
    room.disturbed(seconds(101));
    room.queueSeen(ADA, seconds(102));
    assertEquals(0, measurements.votesSeen().count());
  }

  @Test
  void votes_that_are_often_need_a_shorter_silence() {
    assertEquals(Duration.ofSeconds(10), RoomVotes.quietFor(Duration.ofMinutes(2)));
    assertEquals(Duration.ofSeconds(1), RoomVotes.quietFor(Duration.ofSeconds(6)));
  }

  private void assertSeen(int count, double millis) {
    assertEquals(count, measurements.votesSeen().count());
    assertEquals(millis, measurements.votesSeen().millis(0.5), 0.02 * millis);
  }

  /** A reading of the clock, which may be negative. */
  private static long seconds(long count) {
    return Duration.ofSeconds(count - 1_000).toNanos();
  }
}
