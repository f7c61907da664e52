package roomtone.brain.leaderboard;

import java.util.List;
import java.util.Map;
import roomtone.brain.leaderboard.Leaderboard.Place;

/**
 * How a month stood when it was counted.
 *
 * @param top the most active of those who have a display name, best first
 * @param voters how many cast so many votes, named or not
 */
record MonthRanking(List<Place> top, Map<Long, Long> voters) {

  /** The place of whoever cast so many votes, among all who voted; equal numbers share one. */
  long rank(long votes) {
    return 1
        + voters.entrySet().stream()
            .filter(others -> others.getKey() > votes)
            .mapToLong(Map.Entry::getValue)
            .sum();
  }
}
