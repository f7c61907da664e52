package roomtone.brain.vote;

import java.time.Duration;
import java.time.Instant;
import roomtone.brain.vote.Casting.Situation;
import roomtone.problem.Problem;

/**
 * How many new votes a listener may cast: in all rooms together, and in each. There is no limit for
 * a room as a whole, as one flood would then silence everybody else there. A room is turned by many
 * or not at all: the limit in it stands well above what one comes to who votes on each song and on
 * the five after it, and below what may be cast altogether.
 */
final class VoteLimits {

  private VoteLimits() {}

  /**
   * Lets a new vote be cast.
   *
   * @throws Problem 429 with the time until the last of the limits that are reached lets it be
   */
  static void check(Situation situation) {
    Duration anywhere = wait(situation.now(), situation.limitReachedBy());
    Duration here = wait(situation.now(), situation.roomLimitReachedBy());
    if (here.compareTo(anywhere) > 0) {
      throw throttled(
          "room-vote-throttled",
          "Room vote throttled",
          "At most %d votes in one room in 60 minutes. You can vote here again in %d s.",
          situation.roomVotesPerHour(),
          here);
    }
    if (anywhere.isPositive()) {
      throw throttled(
          "vote-throttled",
          "Vote throttled",
          "At most %d votes in 60 minutes. You can vote again in %d s.",
          situation.votesPerHour(),
          anywhere);
    }
  }

  /**
   * A refusal that says how long to wait.
   *
   * @param detail takes the limit and the seconds
   */
  static Problem throttled(String slug, String title, String detail, int limit, Duration wait) {
    return Problem.of(429, slug, title, detail.formatted(limit, Problem.seconds(wait)))
        .retryAfter(wait);
  }

  private static Duration wait(Instant now, Instant reachedBy) {
    return reachedBy == null
        ? Duration.ZERO
        : Duration.between(now, reachedBy.plus(Votes.THROTTLE_WINDOW));
  }
}
