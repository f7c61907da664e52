package roomtone.local.demo.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.demo.device.ScriptedManager.Song;

/** The two parts of the device, run step by step with a clock that the test moves. */
class DeviceTest {

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
  void it_fetches_what_is_next_begins_it_and_reports_the_start() throws Exception {
    steps(4);

    assertEquals(List.of("plays \"Rain\""), log);
    JsonNode report = manager.reports().getFirst();
    assertEquals(RAIN.songId().toString(), report.get("song_id").asText());
    assertEquals(RAIN.queueId().toString(), report.get("queue_id").asText());
    assertEquals(clock.instant(), Instant.parse(report.get("started_at").asText()));
    assertFalse(report.has("ended_at"));
    assertEquals(3, manager.downloads.size(), "it fetches the rest ahead of time");
    assertEquals(1, manager.reports().size());
  }

  @Test
  void it_plays_files_that_were_stored_before_hashes_were_kept() throws Exception {
    manager.knowsHashes = false;
    steps(4);

    assertEquals(List.of("plays \"Rain\""), log);
    assertEquals(3, manager.downloads.size());
    clock.advance(Duration.ofMinutes(3));
    steps(2);
    assertEquals(List.of("plays \"Rain\"", "plays \"Surf\""), log);
    assertEquals(3, manager.downloads.size(), "nothing is fetched twice");
  }

  @Test
  void it_polls_after_the_given_time_and_with_the_last_etag() throws Exception {
    steps(4);
    assertEquals(List.of("null"), manager.polls);

    clock.advance(Duration.ofMillis(4_900));
    steps(3);
    assertEquals(1, manager.polls.size(), "not before the time");

    clock.advance(Duration.ofMillis(100));
    steps(3);
    assertEquals(2, manager.polls.size());
    assertNotEquals("null", manager.polls.get(1), "it names what it knows");

    clock.advance(Duration.ofSeconds(5));
    steps(3);
    assertEquals(3, manager.polls.size(), "after an answer of 304 as well");
    assertEquals(3, manager.downloads.size(), "and nothing is fetched twice");
  }

  @Test
  void it_keeps_to_a_longer_interval_when_the_manager_is_busy() throws Exception {
    manager.pollAfter = "40";
    steps(4);
    clock.advance(Duration.ofSeconds(39));
    steps(2);
    assertEquals(1, manager.polls.size());
    clock.advance(Duration.ofSeconds(1));
    steps(2);
    assertEquals(2, manager.polls.size());
  }

  @Test
  void a_song_ends_after_its_time_and_the_next_one_begins() throws Exception {
    steps(4);
    Instant begun = clock.instant();
    clock.advance(Duration.ofSeconds(179));
    steps(2);
    assertEquals(1, log.size());

    clock.advance(Duration.ofSeconds(1));
    steps(2);

    assertEquals("plays \"Surf\"", log.getLast());
    List<JsonNode> sent = manager.reports();
    assertEquals(sent.get(0).get("play_id"), sent.get(1).get("play_id"));
    assertEquals("finished", sent.get(1).get("outcome").asText());
    assertEquals(begun.plusSeconds(180), Instant.parse(sent.get(1).get("ended_at").asText()));
    assertEquals(SURF.songId().toString(), sent.get(2).get("song_id").asText());
  }

  @Test
  void an_entry_that_left_the_queue_does_not_begin_and_what_has_begun_goes_on() throws Exception {
    steps(4);
    manager.queue = List.of(FIRE);
    clock.advance(Duration.ofSeconds(5));
    steps(2);
    assertEquals(List.of("plays \"Rain\""), log);
    clock.advance(Duration.ofSeconds(175));
    steps(2);
    assertEquals(List.of("plays \"Rain\"", "plays \"Fire\""), log);
  }

  @Test
  void a_poll_that_has_not_heard_of_the_start_repeats_nothing() throws Exception {
    steps(4);
    manager.pollAfter = "6"; // the same queue is sent again, with another ETag
    manager.paused = true;
    clock.advance(Duration.ofSeconds(5));
    steps(2);
    manager.paused = false;
    clock.advance(Duration.ofSeconds(6));
    steps(2);
    assertEquals(List.of("plays \"Rain\"", "plays \"Surf\""), log);
  }

  @Test
  void a_damaged_download_is_refused_and_fetched_again() throws Exception {
    manager.damageFiles = true;
    steps(3);
    assertTrue(log.getFirst().startsWith("refused a damaged download: SHA-256"), log.toString());
    assertEquals(1, manager.downloads.size());
    assertEquals(List.of(), files(), "nothing of it is kept");

    manager.damageFiles = false;
    clock.advance(Duration.ofMillis(1_300));
    steps(4);

    assertEquals("plays \"Rain\"", log.getLast());
    assertEquals(4, manager.downloads.size());
  }

  @Test
  void an_expired_signature_is_answered_by_asking_for_everything_again() throws Exception {
    manager.fileStatus = 403;
    steps(3);
    manager.fileStatus = 200;
    clock.advance(Duration.ofSeconds(5));
    steps(4);
    assertEquals(List.of("null", "null"), manager.polls);
    assertEquals("plays \"Rain\"", log.getLast());
  }

  @Test
  void staff_skip_what_plays_and_the_next_song_begins_at_once() throws Exception {
    steps(4);
    manager.skip = manager.reports().getFirst().get("play_id").asText();
    clock.advance(Duration.ofSeconds(5));
    steps(3);

    assertEquals("skipped", manager.reports().get(1).get("outcome").asText());
    assertEquals("plays \"Surf\"", log.getLast());

    clock.advance(Duration.ofSeconds(5));
    steps(3);
    assertEquals(2, log.size(), "an old wish skips nothing else");
  }

  @Test
  void it_prints_the_presence_code_when_it_changes() throws Exception {
    manager.queue = List.of();
    manager.presenceCode = "004711";
    steps(2);
    assertEquals(List.of("shows the presence code 004711"), log);
    manager.queue = List.of(RAIN);
    clock.advance(Duration.ofSeconds(5));
    steps(3);
    assertEquals(List.of("plays \"Rain\""), log.subList(1, log.size()), "the same code once only");
    manager.presenceCode = "271828";
    clock.advance(Duration.ofSeconds(5));
    steps(2);
    assertEquals("shows the presence code 271828", log.getLast());
    manager.presenceCode = null;
    clock.advance(Duration.ofSeconds(5));
    steps(2);
    assertEquals("shows no presence code any more", log.getLast());
  }

  @Test
  void a_paused_room_falls_silent_and_goes_on_when_resumed() throws Exception {
    steps(4);
    manager.paused = true;
    clock.advance(Duration.ofSeconds(5));
    steps(3);
    assertEquals("interrupted", manager.reports().get(1).get("outcome").asText());
    clock.advance(Duration.ofMinutes(5));
    steps(3);
    assertEquals(List.of("plays \"Rain\""), log);

    manager.paused = false;
    clock.advance(Duration.ofSeconds(5));
    steps(3);
    assertEquals("plays \"Surf\"", log.getLast());
  }

  @Test
  void a_closed_room_stays_silent_even_when_the_manager_is_lost_and_power_is_cut()
      throws Exception {
    manager.open = false;
    steps(4);
    assertEquals(List.of(), log);
    assertEquals(3, manager.downloads.size(), "it fetches for the morning");

    manager.pollStatus = 503;
    switchOn(ScriptedManager.TOKEN);
    steps(4);
    assertEquals(1, log.size());
    assertTrue(log.getFirst().startsWith("has lost the manager"), log.toString());
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

  private List<String> files() throws IOException {
    try (var files = Files.list(folder.resolve("sounds"))) {
      return files.map(it -> it.getFileName().toString()).toList();
    }
  }
}
