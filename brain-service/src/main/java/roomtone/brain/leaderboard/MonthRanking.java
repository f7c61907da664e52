package roomtone.brain.leaderboard;

import java.util.List;
import java.util.Map;
import roomtone.brain.leaderboard.Leaderboard.LeaderboardEntry;

/**
 * The ranking of a month when it was counted.
 *
 * @param top the most active voters with a display name, best first
 * @param voters the number of voters, named or not, by their number of votes
 */
record MonthRanking(List<LeaderboardEntry> top, Map<Long, Long> voters) {

  /** Returns the rank of a voter with this number of votes, among all voters; ties share one. */
  long rank(long votes) {
    return 1
        + voters.entrySet().stream()
            .filter(others -> others.getKey() > votes)
            .mapToLong(Map.Entry::getValue)
            .sum();
  }
}
