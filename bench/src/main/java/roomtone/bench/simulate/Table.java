package roomtone.bench.simulate;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Prints once a second how the deployment serves the fleet: on a terminal a table that is drawn
 * again, elsewhere a line every five seconds.
 */
final class Table {

  private static final int LINE_EVERY = 5;
  private static final int ERRORS_SHOWN = 6;

  private final PrintStream out;
  private final boolean isTerminal;
  private int rows;
  private int seconds;

  /** What the next table or line shows. */
  private Interval interval = new Interval(0);

  Table(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /**
   * Shows what the second since the last call has brought.
   *
   * @param phase what is done, such as {@code measuring 00:12 of 02:00}
   */
  void show(String phase, Measurements now) {
    interval.add(now);
    seconds++;
    if (isTerminal) {
      String block = block(phase, now);
      out.print((rows > 0 ? "\u001b[%dA\u001b[J".formatted(rows) : "") + block);
      out.flush();
      rows = (int) block.lines().count();
      interval = new Interval(interval.playsReported);
    } else if (seconds % LINE_EVERY == 0) {
      out.println(line(phase, now));
      interval = new Interval(interval.playsReported);
    }
  }

  private String block(String phase, Measurements now) {
    StringBuilder block = new StringBuilder();
    row(block, phase, "");
    row(block, "devices", "%,d play".formatted(now.devicesPlaying()));
    row(block, "polls", interval.polls());
    row(block, "plays reported", "%s, %,d so far".formatted(interval.plays(), now.playsReported()));
    row(block, "listeners", "%,d in their rooms".formatted(now.listenersInRoom()));
    row(block, "votes", interval.votes());
    row(block, "vote to queue", seen(now));
    row(block, "errors", errors(now.errors()));
    return block.toString();
  }

  private static void row(StringBuilder block, String name, String value) {
    block.append("  %-16s%s%n".formatted(name, value));
  }

  private String line(String phase, Measurements now) {
    return "%s · %,d devices play · polls %s · plays reported %s · %,d listeners · votes %s · vote to queue %s · errors %s"
        .formatted(
            phase,
            now.devicesPlaying(),
            interval.polls(),
            interval.plays(),
            now.listenersInRoom(),
            interval.votes(),
            seen(now),
            errors(now.errors()));
  }

  private static String seen(Measurements now) {
    Latencies all = now.votesSeen();
    return "p50 %s, p99 %s (%,d)".formatted(ms(all, 0.5), ms(all, 0.99), all.count());
  }

  /** A percentile, or a dash when there is none. */
  static String ms(Latencies durations, double share) {
    double millis = durations.millis(share);
    return Double.isNaN(millis)
        ? "–"
        : millis < 10
            ? String.format(Locale.ROOT, "%.1f ms", millis)
            : String.format(Locale.ROOT, "%,.0f ms", millis);
  }

  private static String rate(long count, int seconds) {
    double rate = (double) count / seconds;
    return String.format(Locale.ROOT, rate < 10 ? "%.1f/s" : "%,.0f/s", rate);
  }

  /** The most frequent kinds of errors, or 0. */
  static String errors(Map<String, Long> errors) {
    if (errors.isEmpty()) {
      return "0";
    }
    StringJoiner words = new StringJoiner(", ");
    errors.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(ERRORS_SHOWN)
        .forEach(error -> words.add("%,d × %s".formatted(error.getValue(), error.getKey())));
    if (errors.size() > ERRORS_SHOWN) {
      words.add("%d other kinds".formatted(errors.size() - ERRORS_SHOWN));
    }
    return words.toString();
  }

  /** A time as minutes and seconds. */
  static String clock(Duration time) {
    return "%02d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  /** Some seconds together. */
  private static final class Interval {
    private final Latencies polls = new Latencies();
    private final Latencies votes = new Latencies();
    private final long playsBefore;
    private long playsReported;
    private int seconds;

    private Interval(long playsBefore) {
      this.playsBefore = playsBefore;
    }

    void add(Measurements now) {
      polls.addAll(now.of(Call.POLL).second());
      votes.addAll(now.of(Call.VOTE).second());
      playsReported = now.playsReported();
      seconds++;
    }

    String polls() {
      return "%s, p99 %s".formatted(rate(polls.count(), seconds), ms(polls, 0.99));
    }

    String votes() {
      return "%s, p99 %s".formatted(rate(votes.count(), seconds), ms(votes, 0.99));
    }

    String plays() {
      return rate(playsReported - playsBefore, seconds);
    }
  }
}
