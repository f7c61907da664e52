package roomtone.manager.play;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Await;

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

  @Test
  void what_a_report_waits_for_after_its_arrival_is_not_corrected() throws IOException {
    UUID id = UUID.randomUUID();
    UUID ending = UUID.randomUUID();
    List<String> songs = queue();
    Instant start = Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
    at(Instant.now(), play(ending, songs.get(0), start.minusSeconds(60)))
        .body("result", contains("recorded"));
    String body =
        """
        [{"play_id": "%s", "song_id": "%s", "started_at": "%s"},
         {"play_id": "%s", "song_id": "%s", "started_at": "%s", "outcome": "skipped"}]"""
            .formatted(id, songs.get(1), start, ending, songs.get(0), start.minusSeconds(60));
    Instant arrived = Instant.now();
    try (Socket line = new Socket("localhost", RestAssured.port)) {
      long sent = System.nanoTime();
      send(
          line,
          "POST /api/player/plays HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "X-API-Key: %s\r\nRoomtone-Device-Time: %s\r\n"
                  .formatted(room.token(), Instant.now())
              + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                  .formatted(body.length()));
      Await.until(
          "the call has waited for longer than a difference that counts as none",
          () -> System.nanoTime() - sent > PlayReports.SAME_TIME.plusSeconds(1).toNanos());
      send(line, body);
      String answer = new String(line.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.contains("\"recorded\"") && answer.contains("\"updated\""), answer);
    }
    assertEquals(start, playedAt(id));
    Duration late = Duration.between(arrived, endedAt(ending));
    assertTrue(late.compareTo(PlayReports.SAME_TIME) < 0, "the end is stored " + late + " late");
  }

  private static void send(Socket line, String text) throws IOException {
    line.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    line.getOutputStream().flush();
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
