package roomtone.brain.vote;

import java.time.Duration;
import java.time.Instant;
import roomtone.brain.api.SlidingWindow;
import roomtone.problem.Problem;

/**
 * How many new votes a listener may cast within {@link #WINDOW}: in all rooms together, and in
 * each. There is no limit for a room as a whole, because one flood would then silence everybody
 * else there. The limit in a room stands well above what a listener comes to who votes on each song
 * and on the five after it, and below the limit for all rooms.
 *
 * @param perHour the limit for all rooms together
 * @param perHourInRoom the limit for one room
 * @param reachedBy when the vote was cast that must leave the window before another may be cast;
 *     null when the limit is not reached
 * @param reachedInRoomBy likewise for the room in which the vote is cast
 */
record VoteLimits(int perHour, int perHourInRoom, Instant reachedBy, Instant reachedInRoomBy) {

  static final SlidingWindow WINDOW = new SlidingWindow(Duration.ofMinutes(60));

  /**
   * Checks that a new vote may be cast.
   *
   * @throws Problem 429 with the time until the last of the limits that are reached allows it
   */
  void check(Instant now) {
    Duration wait = WINDOW.wait(now, reachedBy);
    Duration waitInRoom = WINDOW.wait(now, reachedInRoomBy);
    if (waitInRoom.compareTo(wait) > 0) {
      throw SlidingWindow.exceeded("room-vote-throttled", perHourInRoom, waitInRoom);
    }
    if (wait.isPositive()) {
      throw SlidingWindow.exceeded("vote-throttled", perHour, wait);
    }
  }
}
