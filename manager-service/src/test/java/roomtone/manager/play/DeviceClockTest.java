package roomtone.manager.play;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a device may be wrong: its times are corrected. */
@QuarkusTest
class DeviceClockTest extends PlayTestBase {

  @Test
  void a_device_whose_clock_is_off_is_corrected() {
    Instant wrong = Instant.now().minus(Duration.ofDays(400));
    UUID id = UUID.randomUUID();
    device(room.token())
        .header("Roomtone-Device-Time", wrong.toString())
        .contentType("application/json")
        .body(List.of(play(id, queue().get(0), wrong.minusSeconds(30))))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
    Instant stored =
        ((Timestamp)
                world.sql().value("select played_at from public.songs_playing where id = ?", id))
            .toInstant();
    assertTrue(
        Duration.between(stored.plusSeconds(30), Instant.now()).abs().toSeconds() < 10,
        stored.toString());
    device(room.token())
        .header("Roomtone-Device-Time", "noon")
        .contentType("application/json")
        .body("[]")
        .post("/api/player/plays")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void a_clock_that_was_never_set_is_corrected_and_the_queue_moves_on() {
    List<String> before = queue();
    Instant sinceBoot = Instant.EPOCH.plusSeconds(75);
    UUID id = UUID.randomUUID();
    at(sinceBoot, play(id, before.get(0), sinceBoot.minusSeconds(5)))
        .statusCode(200)
        .body("result", contains("recorded"));
    assertTrue(Duration.between(playedAt(id), Instant.now()).toSeconds() < 30);
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
  }

  @Test
  void the_duration_of_a_request_is_not_corrected() {
    UUID id = UUID.randomUUID();
    Instant start = Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
    at(Instant.now().minusMillis(900), play(id, queue().get(0), start))
        .body("result", contains("recorded"));
    assertEquals(start, playedAt(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "noon",
        "1969-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "1763805600",
        "2026-11-22T10:00:00"
      })
  void a_malformed_device_time_is_refused_and_nothing_is_recorded(String time) {
    UUID id = UUID.randomUUID();
    device(room.token())
        .header("Roomtone-Device-Time", time)
        .contentType("application/json")
        .body(List.of(play(id, queue().get(0), Instant.now())))
        .post("/api/player/plays")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:invalid-header"));
    assertEquals(
        0L, world.sql().value("select count(*) from public.songs_playing where id = ?", id));
  }

  @Test
  void a_time_that_is_out_of_range_after_correction_is_rejected() {
    at(
            Instant.EPOCH,
            play(UUID.randomUUID(), queue().get(0), Instant.parse("2190-01-01T00:00:00Z")))
        .statusCode(200)
        .body("reason", contains("malformed-started-at"));
  }
}
