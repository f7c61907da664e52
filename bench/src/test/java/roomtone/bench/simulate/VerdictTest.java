package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import roomtone.bench.figures.Report;
import roomtone.bench.simulate.Verdict.End;

/** Which limits a run keeps: 100 devices and 50 listeners, ten seconds. */
class VerdictTest {

  private static final Arguments ARGUMENTS =
      Arguments.parse(List.of("--devices", "100", "--listeners", "50"));
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final End ALL = new End(100, 50, 0);

  private final Measurements measured = new Measurements();

  @Test
  void a_run_at_the_limits_keeps_them() {
    polls(180, 480);
    votes(100, 970);
    measured.voteSeen(millis(3_900));
    assertEquals(List.of(), missed(new End(99, 49, 1)));
  }

  @Test
  void each_figure_beyond_its_limit_is_named() {
    polls(179, 510);
    votes(100, 1_030);
    measured.voteSeen(millis(4_100));
    measured.playRejected("unknown-song");
    measured.failed(Call.VOTE, "503");
    assertEquals(
        List.of(
            "devices that play at the end",
            "polls",
            "polls p99",
            "rejected reports of plays",
            "devices with a report that waits for more than 30 s",
            "listeners in their rooms at the end",
            "votes p99",
            "vote to queue p99",
            "calls that failed"),
        missed(new End(98, 48, 2)));
  }

  @Test
  void the_99th_percentile_counts_not_the_slowest_poll() {
    polls(200, 10);
    polls(2, 9_000);
    assertEquals(List.of(), missed(ALL));
    polls(2, 9_000);
    assertEquals(List.of("polls p99"), missed(ALL));
  }

  @Test
  void twenty_votes_that_change_no_queue_are_no_success() {
    polls(200, 10);
    for (int i = 0; i < 19; i++) {
      measured.voteWatched();
    }
    votes(19, 10);
    assertEquals(List.of(), missed(ALL));
    measured.voteWatched();
    assertEquals(List.of("votes whose effect the voter saw"), missed(ALL));
  }

  @Test
  void a_service_that_answers_nothing_keeps_no_limit_of_time() {
    measured.failed(Call.POLL, "not connected");
    measured.failed(Call.VOTE, "not connected");
    assertEquals(
        List.of(
            "devices that play at the end",
            "polls",
            "polls p99",
            "listeners in their rooms at the end",
            "votes p99",
            "calls that failed"),
        missed(new End(0, 0, 0)));
  }

  @Test
  void what_was_before_the_measurement_counts_only_as_an_error() {
    polls(200, 9_000);
    measured.failed(Call.POLL, "503");
    measured.startMeasuring();
    polls(200, 10);
    assertEquals(List.of("calls that failed"), missed(ALL));
  }

  private void polls(int count, long milliseconds) {
    answered(Call.POLL, count, milliseconds);
  }

  private void votes(int count, long milliseconds) {
    answered(Call.VOTE, count, milliseconds);
  }

  private void answered(Call call, int count, long milliseconds) {
    for (int i = 0; i < count; i++) {
      measured.answered(call, millis(milliseconds));
    }
  }

  private static long millis(long count) {
    return Duration.ofMillis(count).toNanos();
  }

  private List<String> missed(End end) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Report report = new Report("simulate", false, nowhere);
    Verdict.write(report, ARGUMENTS, measured, end, TIME);
    report.verdicts();
    return report.missed();
  }
}
