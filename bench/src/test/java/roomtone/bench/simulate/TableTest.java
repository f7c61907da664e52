package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is printed each second. */
class TableTest {

  private static final int SECONDS = 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Measurements measurements = new Measurements();

  @Test
  void a_pipe_gets_a_line_every_five_seconds_with_the_mean_rates_of_them() {
    List<String> lines = printed(false).lines().toList();

    assertEquals(2, lines.size(), () -> "" + lines);
    assertEquals(
        "measuring 00:10 of 02:00 · 1 devices play · polls 20/s, p99 50 ms · plays reported 0.0/s · 1 listeners · votes 0.0/s, p99 – · vote to queue p50 1,496 ms, p99 1,496 ms (1) · errors 2 × poll 503",
        lines.get(1));
    assertTrue(lines.get(0).contains("plays reported 0.6/s"), lines.get(0));
  }

  @Test
  void a_terminal_gets_the_table_again_each_second_in_the_same_place() {
    String printed = printed(true);

    String block = printed.substring(printed.lastIndexOf("\u001b[8A\u001b[J") + 7);
    assertEquals(8, block.lines().count(), block);
    assertTrue(block.contains("polls           20/s, p99 50 ms"), block);
    assertTrue(block.contains("plays reported  0.0/s, 3 so far"), block);
    assertEquals(SECONDS - 1, printed.split("\u001b\\[8A").length - 1, printed);
  }

  @Test
  void the_most_frequent_errors_are_named() {
    assertEquals("0", Table.errors(Map.of()));
    assertEquals(
        "9 × i, 8 × h, 7 × g, 6 × f, 5 × e, 4 × d, 2 other kinds",
        Table.errors(
            Map.of("b", 2L, "c", 3L, "d", 4L, "e", 5L, "f", 6L, "g", 7L, "h", 8L, "i", 9L)));
  }

  /** Ten seconds with twenty polls each; what happens besides is in the first. */
  private String printed(boolean isTerminal) {
    Table table = new Table(new PrintStream(bytes, true, StandardCharsets.UTF_8), isTerminal);
    measurements.playing(1);
    measurements.inRoom(1);
    measurements.voteSeen(Duration.ofMillis(1_480).toNanos());
    for (int i = 0; i < 3; i++) {
      measurements.playReported();
    }
    measurements.failed(Call.POLL, "503");
    measurements.failed(Call.POLL, "503");
    for (int second = 1; second <= SECONDS; second++) {
      for (int i = 0; i < 20; i++) {
        measurements.answered(Call.POLL, Duration.ofMillis(49).toNanos());
      }
      table.show(
          "measuring %s of 02:00".formatted(Table.clock(Duration.ofSeconds(second))), measurements);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
