package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device as the protocol says, step by step with a clock that the test moves. */
class SimulatedDeviceTest {

  private final Measurements measurements = new Measurements();
  private Instant now = Instant.parse("2027-01-01T20:00:00Z");
  private FakeDeployment deployment;
  private Caller caller;
  private SimulatedDevice device;

  @BeforeEach
  void start() throws IOException {
    deployment = FakeDeployment.start();
    deployment.pollAfter = "5";
    Clock clock = new MovedClock();
    caller = new Caller(new Connection(deployment.address()), measurements, clock);
    UUID id = UUID.randomUUID();
    RoomVotes votes = new RoomVotes(measurements, Duration.ofSeconds(10));
    device =
        new SimulatedDevice(
            id.toString(),
            caller,
            new Room(id, id.toString(), votes),
            measurements,
            clock,
            new Random(1));
  }

  @AfterEach
  void stop() {
    caller.close();
    deployment.close();
  }

  @Test
  void it_polls_when_it_was_told_to_with_the_tag_that_it_knows() throws Exception {
    step();
    pass(Duration.ofMillis(4_900));
    step();
    assertEquals(List.of("null"), deployment.knownTags);
    pass(Duration.ofMillis(100));
    step();
    assertEquals(List.of("null", "\"0\""), deployment.knownTags);
    assertEquals(0, measurements.failures());
  }

  @Test
  void it_keeps_to_the_longer_interval_of_a_busy_manager() throws Exception {
    deployment.pollAfter = "72";
    assertTrue(step().compareTo(Duration.ofMinutes(1)) <= 0, "its first song ends before");
    pass(Duration.ofSeconds(71));
    step();
    assertEquals(1, deployment.polls.get());
    pass(Duration.ofSeconds(1));
    step();
    assertEquals(2, deployment.polls.get());
  }

  @Test
  void it_waits_as_retry_after_says() throws Exception {
    deployment.pollStatus = 503;
    deployment.retryAfter = "30";
    Duration wait = step();
    assertTrue(wait.compareTo(Duration.ofSeconds(30)) >= 0, wait::toString);
    assertTrue(wait.compareTo(Duration.ofSeconds(36)) <= 0, wait::toString);
  }

  @Test
  void it_waits_longer_and_longer_while_the_service_fails() throws Exception {
    deployment.pollStatus = 500;
    for (int seconds : new int[] {1, 2, 4, 8}) {
      Duration wait = step();
      assertTrue(wait.compareTo(Duration.ofSeconds(seconds)) >= 0, wait::toString);
      assertTrue(wait.compareTo(Duration.ofMillis(1_200L * seconds)) <= 0, wait::toString);
      pass(wait);
    }
    assertEquals(4, measurements.failures());
  }

  @Test
  void it_asks_once_a_minute_when_its_token_is_not_valid() throws Exception {
    deployment.pollStatus = 401;
    assertTrue(step().compareTo(Duration.ofMinutes(1)) >= 0);
  }

  @Test
  void its_first_song_is_interrupted_after_a_part_and_the_second_is_whole() throws Exception {
    step();
    step();
    JsonNode first = deployment.reports.getFirst();
    assertFalse(first.has("ended_at"));

    pass(Duration.ofMinutes(1));
    step();
    step();

    assertEquals(3, deployment.reports.size());
    JsonNode end = deployment.reports.get(1);
    assertEquals(first.path("play_id"), end.path("play_id"));
    assertEquals("interrupted", end.path("outcome").asText());
    assertTrue(length(end).compareTo(Duration.ofMinutes(1)) < 0);
    JsonNode second = deployment.reports.get(2);
    assertFalse(second.path("queue_id").equals(first.path("queue_id")));

    pass(Duration.ofMinutes(1));
    step();
    step();

    JsonNode whole = deployment.reports.get(3);
    assertEquals(second.path("play_id"), whole.path("play_id"));
    assertEquals("finished", whole.path("outcome").asText());
    assertEquals(Duration.ofMinutes(1), length(whole));
    assertEquals(1, measurements.devicesPlaying());
  }

  @Test
  void it_plays_what_it_has_and_keeps_its_reports_while_the_manager_fails() throws Exception {
    step();
    step();
    deployment.pollStatus = 503;
    deployment.playsStatus = 503;
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofMinutes(1));
      step();
      assertEquals(1, measurements.devicesPlaying());
    }
    assertTrue(device.hasUnsentSince(now.minusSeconds(300)));

    deployment.pollStatus = 200;
    deployment.playsStatus = 200;
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofSeconds(75));
      step();
    }

    assertFalse(device.hasUnsentSince(now));
    long plays =
        deployment.reports.stream().map(report -> report.path("play_id")).distinct().count();
    assertTrue(plays >= 10, () -> "" + plays);
    assertTrue(
        deployment.reports.stream().anyMatch(report -> !report.has("queue_id")),
        "songs that it chose itself have no entry of the queue");
  }

  private Duration step() throws InterruptedException {
    return device.step();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static Duration length(JsonNode report) {
    return Duration.between(
        Instant.parse(report.path("started_at").asText()),
        Instant.parse(report.path("ended_at").asText()));
  }

  private final class MovedClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
