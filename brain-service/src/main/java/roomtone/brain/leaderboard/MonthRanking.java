package roomtone.brain.leaderboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import roomtone.brain.leaderboard.Leaderboard.LeaderboardEntry;

/**
 * The ranking of a month when it was counted. Both calls of the leaderboard take their ranks from
 * it.
 *
 * @param countedAt the database's time of the count; later votes are not counted
 * @param voters the number of voters, named or not, by their number of votes
 * @param top the most active voters with a display name, best first
 */
record MonthRanking(Instant countedAt, Map<Long, Long> voters, List<LeaderboardEntry> top) {

  /** Returns the same ranking with these voters as its top. */
  MonthRanking withTop(List<LeaderboardEntry> named) {
    return new MonthRanking(countedAt, voters, named);
  }

  /** Returns the rank of a voter with this number of votes, among all voters; ties share one. */
  long rank(long votes) {
    return 1
        + voters.entrySet().stream()
            .filter(others -> others.getKey() > votes)
            .mapToLong(Map.Entry::getValue)
            .sum();
  }
}
