package roomtone.manager;

import static org.hamcrest.Matchers.contains;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed reports and requests of devices. */
@QuarkusTest
class BadPlaysTest extends BadInput {

  private Response report(Map<String, Object> play) {
    return device(room.token())
        .contentType("application/json")
        .body(List.of(play))
        .post("/api/player/plays");
  }

  private Map<String, Object> play(Object... pairs) {
    Map<String, Object> play = new LinkedHashMap<>();
    play.put("play_id", UUID.randomUUID());
    play.put("song_id", song);
    play.put("started_at", Instant.now().toString());
    for (int i = 0; i < pairs.length; i += 2) {
      play.put((String) pairs[i], pairs[i + 1]);
    }
    return play;
  }

  static Stream<Arguments> impossible_plays() {
    Instant now = Instant.now();
    return Stream.of(
        Arguments.of("started_at", -1, "malformed-started-at"),
        Arguments.of("started_at", "-0001-01-01T00:00:00Z", "malformed-started-at"),
        Arguments.of("started_at", "-999999999-01-01T00:00:00Z", "malformed-started-at"),
        Arguments.of("started_at", "+999999999-12-31T23:59:59Z", "malformed-started-at"),
        Arguments.of("started_at", "2026-02-30T00:00:00Z", "malformed-started-at"),
        Arguments.of("started_at", "1970-01-01T00:00:00Z", "too-old"),
        Arguments.of("started_at", now.minus(Duration.ofDays(8)).toString(), "too-old"),
        Arguments.of("started_at", now.plusSeconds(3600).toString(), "starts-in-the-future"),
        Arguments.of("ended_at", now.minusSeconds(3600).toString(), "ends-before-it-starts"),
        Arguments.of("ended_at", now.plusSeconds(3600).toString(), "ends-in-the-future"),
        Arguments.of("ended_at", "+999999999-12-31T23:59:59Z", "malformed-ended-at"),
        Arguments.of("song_id", NOBODY, "unknown-song"),
        Arguments.of("song_id", "../../songs", "malformed-song-id"),
        Arguments.of("play_id", "1-1-1-1-1", "malformed-play-id"),
        Arguments.of("queue_id", "<script>", "malformed-queue-id"),
        Arguments.of("outcome", "loved", "malformed-outcome"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("impossible_plays")
  void a_report_of_an_impossible_play_is_rejected(String field, Object value, String reason)
      throws Exception {
    world
        .withoutTrace(() -> report(play(field, value)))
        .then()
        .statusCode(200)
        .body("result", contains("rejected"))
        .body("reason", contains(reason));
  }

  @Test
  void a_report_for_another_player_changes_nothing() throws Exception {
    UUID entry =
        (UUID)
            world
                .sql()
                .value(
                    "select id from public.player_queue where player_id = ? order by position limit 1",
                    others.id());
    world
        .withoutTrace(() -> report(play("queue_id", entry)))
        .then()
        .body("reason", contains("queue-entry-of-another-player"));
    Map<String, Object> theirs = play("outcome", "finished");
    device(others.token())
        .contentType("application/json")
        .body(List.of(theirs))
        .post("/api/player/plays")
        .then()
        .body("result", contains("recorded"));
    theirs.put("outcome", "failed");
    world
        .withoutTrace(() -> report(theirs))
        .then()
        .body("reason", contains("play-of-another-player"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', 400, invalid-body",
    "'\"play\"', 400, invalid-body",
    "'[', 400, malformed-json",
    "'', 400, invalid-body",
    "'null', 400, invalid-body",
    "'[{\"play_id\": 1}', 400, malformed-json",
    "'[{\"play_id\": ', 400, malformed-json"
  })
  void a_body_that_is_no_list_of_plays_is_refused(String body, int status, String problem)
      throws Exception {
    world.refused(
        () ->
            device(room.token())
                .contentType("application/json")
                .body(body)
                .post("/api/player/plays"),
        status,
        problem);
  }

  @Test
  void a_page_of_the_manifest_out_of_range_is_refused() throws Exception {
    for (String page : List.of("0", "-1", "x", "1000001")) {
      world.refused(
          () -> device(room.token()).get("/api/player/manifest?page=" + page),
          400,
          "invalid-field");
    }
  }
}
