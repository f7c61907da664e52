package roomtone.brain.leaderboard;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import roomtone.auth.SupabaseTokens;
import roomtone.brain.api.Caller;
import roomtone.brain.leaderboard.Leaderboard.LeaderboardEntry;
import roomtone.brain.profile.Listeners;
import roomtone.limit.LimitedPerAddress;
import roomtone.problem.Problem;

/** The calls that show the most active voters of a month. */
@Path("/api/leaderboard")
@RunOnVirtualThread
@Tag(name = "Leaderboard")
public class LeaderboardResource {

  /** The most active voters of a month. */
  public record MonthlyLeaderboard(
      @Schema(examples = "2026-11") String month, List<LeaderboardEntry> items) {}

  /** The caller's rank in a month; null without a vote. */
  public record OwnRank(
      @Schema(examples = "2026-11") String month,
      @Schema(nullable = true, examples = "3") Long rank,
      @Schema(examples = "12") long votes) {}

  private final Caller caller;
  private final Listeners listeners;
  private final Leaderboard leaderboard;
  private final RankingCache rankings;

  LeaderboardResource(
      Caller caller, Listeners listeners, Leaderboard leaderboard, RankingCache rankings) {
    this.caller = caller;
    this.listeners = listeners;
    this.leaderboard = leaderboard;
    this.rankings = rankings;
  }

  /** Returns the most active voters. */
  @GET
  @PermitAll
  @LimitedPerAddress
  @Operation(
      summary = "The most active voters of a month",
      description =
          "The first 20 of those who chose a display name, as the ranking was 30 seconds ago at most. Ranks count all who voted, named or not, so that some may be missing here.")
  @APIResponse(responseCode = "200", description = "The month and its voters, best first")
  @APIResponse(responseCode = "400", description = "invalid-month")
  public MonthlyLeaderboard top(
      @Parameter(description = "By default this month, UTC", example = "2026-11")
          @QueryParam("month")
          String month) {
    YearMonth wanted = month(month);
    return new MonthlyLeaderboard(wanted.toString(), rankings.of(wanted).top());
  }

  /** Returns the caller's rank. */
  @GET
  @Path("/me")
  @RolesAllowed(SupabaseTokens.AUTHENTICATED)
  @Operation(
      summary = "Your own place",
      description =
          "Your rank in the same ranking as /api/leaderboard, whether you chose a display name or not, as it was 30 seconds ago at most.")
  @APIResponse(responseCode = "200", description = "Your place; null without a vote")
  @APIResponse(responseCode = "401", description = "unauthorized, account-gone")
  @APIResponse(responseCode = "400", description = "invalid-month")
  public OwnRank mine(
      @Parameter(description = "By default this month, UTC", example = "2026-11")
          @QueryParam("month")
          String month) {
    YearMonth wanted = month(month);
    UUID listener = caller.id();
    listeners.require(listener);
    MonthRanking ranking = rankings.of(wanted);
    long votes = leaderboard.votes(listener, wanted, ranking.countedAt());
    Long rank = votes == 0 ? null : ranking.rank(votes);
    return new OwnRank(wanted.toString(), rank, votes);
  }

  private YearMonth month(String text) {
    if (text == null) {
      return YearMonth.from(listeners.now().atOffset(ZoneOffset.UTC));
    }
    try {
      YearMonth month = YearMonth.parse(text);
      if (month.getYear() >= 2000 && month.getYear() < 3000) {
        return month;
      }
    } catch (DateTimeParseException notAMonth) {
      // refused below, like a month out of range
    }
    throw Problem.of("invalid-month");
  }
}
