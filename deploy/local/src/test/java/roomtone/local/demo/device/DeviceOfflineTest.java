package roomtone.local.demo.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.demo.device.ScriptedManager.Song;

/** A device without a manager, without power, or with a manager that refuses. */
class DeviceOfflineTest {

  private static final Song RAIN = Song.named("Rain");

  private static final Song SURF = Song.named("Surf");

  private static final Song FIRE = Song.named("Fire");
  @TempDir Path folder;

  private final MovableClock clock = new MovableClock();

  private final List<String> log = new ArrayList<>();
  private ScriptedManager manager;

  private ManagerApi api;
  private Playback playback;

  private ManagerSync link;
  private SoundCache cache;

  private PlayReports reports;

  @BeforeEach
  void manager_with_three_songs() throws IOException {
    manager = new ScriptedManager();
    manager.queue = List.of(RAIN, SURF, FIRE);
    switchOn(ScriptedManager.TOKEN);
  }

  @AfterEach
  void stop() {
    api.close();
    manager.close();
  }

  @Test
  void it_starts_without_a_manager_from_its_cache() throws Exception {
    steps(4);
    clock.advance(Duration.ofMinutes(3));
    manager.pollStatus = ScriptedManager.HANG_UP;
    manager.playsStatus = ScriptedManager.HANG_UP;
    log.clear();

    switchOn(ScriptedManager.TOKEN);
    assertEquals(List.of(), log, "it waits for the first answer");
    steps(2);

    assertTrue(log.get(0).startsWith("has lost the manager"), log.toString());
    assertTrue(log.get(1).matches("plays \"(Surf|Fire)\", from its cache"), log.toString());
  }

  @Test
  void without_a_manager_it_takes_what_it_has_not_played_for_the_longest_time() throws Exception {
    steps(4);
    manager.pollStatus = 503;
    List<String> heard = new ArrayList<>();
    for (int song = 0; song < 6; song++) {
      clock.advance(Duration.ofMinutes(3));
      steps(3);
      heard.add(log.stream().filter(line -> line.startsWith("plays")).toList().getLast());
    }
    assertEquals("plays \"Surf\"", heard.get(0), "the known queue first");
    assertEquals("plays \"Fire\"", heard.get(1));
    assertEquals("plays \"Rain\", from its cache", heard.get(2));
    assertEquals("plays \"Surf\", from its cache", heard.get(3));
    assertEquals("plays \"Fire\", from its cache", heard.get(4));
    assertEquals("plays \"Rain\", from its cache", heard.get(5));
    assertEquals(1, log.stream().filter(line -> line.startsWith("has lost the manager")).count());

    manager.pollStatus = 200;
    clock.advance(Duration.ofMinutes(2));
    steps(1);
    assertEquals("has found the manager again", log.getLast());
  }

  @Test
  void what_it_could_not_report_is_kept_on_disk_and_sent_later_at_once() throws Exception {
    manager.playsStatus = 503;
    for (int song = 0; song < 3; song++) {
      steps(4);
      clock.advance(Duration.ofMinutes(3));
    }
    steps(1);
    assertEquals(List.of(), manager.batches);
    assertTrue(manager.polls.size() > 3, "polls go on meanwhile");

    manager.playsStatus = 200;
    switchOn(ScriptedManager.TOKEN);
    link.step();

    assertEquals(1, manager.batches.size());
    List<JsonNode> batch = manager.batches.getFirst();
    assertEquals(3, batch.size());
    batch.forEach(it -> assertEquals("finished", it.get("outcome").asText()));
    assertEquals(0, reports.unsent(clock.instant(), 10).size());
  }

  @Test
  void a_long_absence_is_reported_in_batches_of_500() throws Exception {
    Instant start = clock.instant().minus(Duration.ofDays(8));
    for (int hour = 0; hour < 8 * 24 * 4; hour++) {
      Instant begun = start.plus(Duration.ofMinutes(15).multipliedBy(hour));
      PlayReport play =
          new PlayReport(
              UUID.randomUUID(), RAIN.songId(), Optional.empty(), begun, Optional.empty());
      reports.ended(play, begun.plusSeconds(180), PlayReport.Outcome.FINISHED);
    }
    link.step();
    link.step();
    assertEquals(List.of(500, 7 * 24 * 4 - 500), manager.batches.stream().map(List::size).toList());
    Instant oldest = Instant.parse(manager.reports().getFirst().get("started_at").asText());
    assertEquals(clock.instant().minus(Duration.ofDays(7)), oldest, "older ones are not worth it");
  }

  @Test
  void one_report_that_the_manager_cannot_read_does_not_hold_up_the_others() throws Exception {
    manager.unreadablePlayOf = SURF.songId();
    for (Song song : List.of(RAIN, SURF, FIRE)) {
      reports.started(
          new PlayReport(
              UUID.randomUUID(),
              song.songId(),
              Optional.empty(),
              clock.instant(),
              Optional.empty()));
    }
    for (int i = 0; i < 8; i++) {
      link.step();
    }
    assertEquals(
        List.of(RAIN.songId().toString(), FIRE.songId().toString()),
        manager.reports().stream().map(it -> it.get("song_id").asText()).toList());
    assertEquals(0, reports.unsent(clock.instant(), 10).size());
  }

  @Test
  void it_waits_as_long_as_a_429_asks() throws Exception {
    manager.pollStatus = 429;
    manager.retryAfter = "17";
    steps(2);
    clock.advance(Duration.ofMillis(16_900));
    steps(2);
    assertEquals(1, manager.polls.size());
    clock.advance(Duration.ofMillis(3_600));
    steps(2);
    assertEquals(2, manager.polls.size());
  }

  @Test
  void an_unknown_token_is_tried_again_after_half_a_minute() throws Exception {
    switchOn("wrong");
    steps(2);
    clock.advance(Duration.ofMillis(29_900));
    steps(2);
    assertEquals(1, manager.polls.size());
    clock.advance(Duration.ofSeconds(7));
    steps(2);
    assertEquals(2, manager.polls.size());
  }

  @Test
  void it_backs_off_while_the_manager_is_away_up_to_a_minute() throws Exception {
    manager.pollStatus = 503;
    for (int second = 0; second < 300; second++) {
      steps(1);
      clock.advance(Duration.ofSeconds(1));
    }
    int polls = manager.polls.size();
    assertTrue(polls >= 8 && polls <= 13, polls + " polls in five minutes");
  }

  @Test
  void a_power_cut_is_reported_as_an_interruption() throws Exception {
    steps(4);
    Instant begun = clock.instant();
    clock.advance(Duration.ofSeconds(60));
    switchOn(ScriptedManager.TOKEN);
    steps(1);

    JsonNode report = manager.reports().get(1);
    assertEquals("interrupted", report.get("outcome").asText());
    assertEquals(begun.plusSeconds(60), Instant.parse(report.get("ended_at").asText()));
  }

  /** Restarts the device as after a power cut: only its folder is kept. */
  private void switchOn(String token) throws IOException {
    if (api != null) {
      api.close();
    }
    PlayQueue queue = new PlayQueue();
    cache = new SoundCache(folder.resolve("sounds"));
    reports = new PlayReports(folder);
    reports.endInterrupted(clock.instant(), cache);
    StateFile lastPoll = new StateFile(folder.resolve("last-poll.json"));
    lastPoll.read().flatMap(Instructions::ifReadable).ifPresent(queue::remember);
    api = new ManagerApi(manager.address(), token);
    playback = new Playback(queue, cache, reports, clock, log::add, () -> {});
    link =
        new ManagerSync(
            api, queue, cache, reports, clock, new Random(1), lastPoll, log::add, () -> {});
  }

  /** Runs each of the two parts this often. */
  private void steps(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      playback.step();
      link.step();
    }
  }
}
