package roomtone.bench.simulate;

import java.time.Duration;

/**
 * Measures in one room how long votes take until the voter sees the queue that follows. A vote does
 * not have to change a queue, and a queue does not say what has changed it. So a vote is watched
 * only when nothing else was done in the room for some time, and no longer when something else is
 * done; the next change that the voter sees is then that of the vote.
 */
final class RoomVotes {

  private static final long NEVER = Long.MIN_VALUE;

  private static final Duration LONGEST_QUIET = Duration.ofSeconds(10);

  private final Measurements measurements;
  private final long quietNanos;
  private long lastDone = NEVER;

  /** The listener whose vote is watched, or null. */
  private Object voter;

  private long votedAt;

  /**
   * @param quiet how long nothing else was done before a vote that is watched
   */
  RoomVotes(Measurements measurements, Duration quiet) {
    this.measurements = measurements;
    quietNanos = quiet.toNanos();
  }

  /**
   * How long nothing else has to be done before a vote that is watched: long enough for what was
   * done to have reached the queue, if votes are as rare as that.
   *
   * @param voteEvery mean time between two votes of a listener
   */
  static Duration quietFor(Duration voteEvery) {
    Duration part = voteEvery.dividedBy(6);
    return part.compareTo(LONGEST_QUIET) < 0 ? part : LONGEST_QUIET;
  }

  /** Takes note that a listener sends a vote now. */
  synchronized void sent(Object listener, long now) {
    boolean quiet = lastDone == NEVER || now - lastDone >= quietNanos;
    disturbed(now);
    if (quiet) {
      voter = listener;
      votedAt = now;
      measurements.voteWatched();
    }
  }

  /** Takes note of what changes the queue, too: a song starts, a vote was refused. */
  synchronized void disturbed(long now) {
    lastDone = now;
    voter = null;
  }

  /** Takes note that a listener sees a queue that has changed. */
  synchronized void queueSeen(Object listener, long now) {
    if (listener.equals(voter)) {
      voter = null;
      measurements.voteSeen(now - votedAt);
    }
  }
}
