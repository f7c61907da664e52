package roomtone.local.demo.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.demo.device.ScriptedManager.Song;

/** The device is switched on and off, with the real clock. */
class DemoDeviceTest {

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

  @Test
  void it_plays_within_a_moment_and_says_what_was_interrupted_when_switched_off(
      @TempDir Path folder) throws Exception {
    try (ScriptedManager manager = new ScriptedManager()) {
      manager.queue = List.of(Song.named("Rain"), Song.named("Surf"));
      DemoDevice device = start(manager, folder);
      assertEquals("plays \"Rain\"", line());

      long before = System.nanoTime();
      device.close();
      Duration took = Duration.ofNanos(System.nanoTime() - before);

      assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, "took " + took);
      assertEquals("interrupted", manager.reports().getLast().get("outcome").asText());
      assertTrue(new PlayReports(folder).unsent(Clock.systemUTC().instant(), 1).isEmpty());
    }
  }

  @Test
  void it_stops_at_once_while_the_manager_is_away_and_keeps_the_report(@TempDir Path folder)
      throws Exception {
    try (ScriptedManager manager = new ScriptedManager()) {
      manager.queue = List.of(Song.named("Rain"));
      DemoDevice device = start(manager, folder);
      assertEquals("plays \"Rain\"", line());
      manager.vanish();
      device.close();
    }
    List<PlayReport> unsent = new PlayReports(folder).unsent(Clock.systemUTC().instant(), 9);
    assertEquals(1, unsent.size());
    assertEquals(PlayReport.Outcome.INTERRUPTED, unsent.getFirst().end().orElseThrow().outcome());
  }

  @Test
  void closing_twice_is_closing_once(@TempDir Path folder) throws Exception {
    try (ScriptedManager manager = new ScriptedManager()) {
      DemoDevice device = start(manager, folder);
      device.close();
      device.close();
      assertEquals(List.of(), manager.reports());
    }
  }

  private DemoDevice start(ScriptedManager manager, Path folder) throws Exception {
    return DemoDevice.start(
        manager.address(), ScriptedManager.TOKEN, folder, Clock.systemUTC(), log::add);
  }

  private String line() throws InterruptedException {
    String line = log.poll(10, TimeUnit.SECONDS);
    return line != null ? line : fail("the device said nothing for 10 s");
  }
}
