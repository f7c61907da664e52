package roomtone.manager.play;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Reports that are recorded, one after the other and in batches. */
@QuarkusTest
class PlayResourceTest extends PlayTestBase {

  @Test
  void a_start_is_recorded_once_and_moves_the_queue_on() {
    List<String> before = queue();
    Map<String, Object> play = play(UUID.randomUUID(), before.get(0), Instant.now());
    report(room, play)
        .statusCode(200)
        .body("result", contains("recorded"))
        .body("[0].play_id", equalTo(play.get("play_id").toString()))
        .body("[0].reason", nullValue());
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
    assertEquals("playing", status());
    report(room, play).statusCode(200).body("result", contains("duplicate"));
    assertEquals(before.subList(1, 5), queue().subList(0, 4));
  }

  @Test
  void an_end_completes_a_start_and_never_moves_the_queue() {
    List<String> before = queue();
    Map<String, Object> play =
        play(UUID.randomUUID(), before.get(0), Instant.now().minusSeconds(60));
    report(room, play).body("result", contains("recorded"));
    List<String> after = queue();
    Map<String, Object> ended =
        with(with(play, "ended_at", Instant.now().toString()), "outcome", "finished");
    report(room, ended).statusCode(200).body("result", contains("updated"));
    assertEquals(after, queue());
    assertEquals("idle", status());
    report(room, ended).body("result", contains("duplicate"));
  }

  @Test
  void a_reported_entry_leaves_the_queue_with_all_before_it() {
    List<String> before = queue();
    String third =
        device(room.token()).get("/api/player/poll").then().extract().path("next[2].queue_id");
    report(room, with(play(UUID.randomUUID(), before.get(2), Instant.now()), "queue_id", third))
        .body("result", contains("recorded"));
    assertEquals(before.subList(3, 5), queue().subList(0, 2));
  }

  @Test
  void a_batch_is_answered_item_by_item_in_its_order() {
    List<String> before = queue();
    UUID first = UUID.randomUUID();
    Map<String, Object> start = play(first, before.get(0), Instant.now().minusSeconds(200));
    report(
            room,
            start,
            with(
                with(start, "ended_at", Instant.now().minusSeconds(20).toString()),
                "outcome",
                "finished"),
            start,
            play(UUID.randomUUID(), UUID.randomUUID(), Instant.now()),
            play(UUID.randomUUID(), before.get(1), Instant.now().minusSeconds(20)))
        .statusCode(200)
        .body("result", contains("recorded", "updated", "duplicate", "rejected", "recorded"))
        .body("[3].reason", equalTo("unknown-song"));
    assertEquals(before.subList(2, 5), queue().subList(0, 3));
  }

  @Test
  void a_late_report_is_recorded_and_does_not_move_the_queue() {
    List<String> before = queue();
    report(room, play(UUID.randomUUID(), before.get(0), Instant.now().minus(Duration.ofDays(6))))
        .body("result", contains("recorded"));
    assertEquals(before, queue());
    report(room, play(UUID.randomUUID(), before.get(0), Instant.now().minus(Duration.ofDays(8))))
        .body("result", contains("rejected"))
        .body("reason", contains("too-old"));
    report(room, play(UUID.randomUUID(), before.get(0), Instant.now().plusSeconds(90)))
        .body("result", contains("rejected"))
        .body("reason", contains("starts-in-the-future"));
  }

  @Test
  void a_play_that_failed_as_it_started_ends_where_it_began() {
    UUID id = UUID.randomUUID();
    Instant start = Instant.now();
    Map<String, Object> play = play(id, queue().get(0), start);
    report(room, play).body("result", contains("recorded"));
    report(
            room,
            with(with(play, "ended_at", start.minusMillis(900).toString()), "outcome", "failed"))
        .body("result", contains("updated"));
    assertEquals(
        true,
        world
            .sql()
            .value("select ended_at = played_at from public.songs_playing where id = ?", id));
    assertEquals("idle", status());
  }

  @Test
  void a_report_of_an_entry_that_is_gone_is_recorded() {
    List<String> before = queue();
    report(
            room,
            with(
                play(UUID.randomUUID(), before.get(1), Instant.now()),
                "queue_id",
                UUID.randomUUID()))
        .body("result", contains("recorded"));
    assertEquals(before.subList(2, 5), queue().subList(0, 3));
  }

  @Test
  void an_end_that_came_first_is_recorded_and_its_start_is_a_duplicate() {
    Instant start = Instant.now().minusSeconds(200);
    Map<String, Object> play = play(UUID.randomUUID(), queue().get(0), start);
    Map<String, Object> ended =
        with(with(play, "ended_at", start.plusSeconds(180).toString()), "outcome", "finished");
    report(room, ended).body("result", contains("recorded"));
    report(room, play).body("result", contains("duplicate"));
    assertEquals("idle", status());
  }

  @Test
  void reports_out_of_order_are_listed_in_order() {
    List<String> before = queue();
    Instant now = Instant.now();
    report(room, play(UUID.randomUUID(), before.get(1), now.minusSeconds(10)))
        .body("result", contains("recorded"));
    List<String> after = queue();
    UUID earlier = UUID.randomUUID();
    report(room, play(earlier, before.get(0), now.minusSeconds(190)))
        .body("result", contains("recorded"));
    // It is not the newest play: it is recorded and does not move the queue.
    assertEquals(after, queue());
    assertEquals(now.minusSeconds(190).toEpochMilli(), playedAt(earlier).toEpochMilli());
  }

  @Test
  void a_batch_that_is_sent_twice_counts_once() {
    List<String> before = queue();
    Instant start = Instant.now().minusSeconds(200);
    Map<String, Object> one = play(UUID.randomUUID(), before.get(0), start);
    Map<String, Object> ended =
        with(with(one, "ended_at", start.plusSeconds(180).toString()), "outcome", "finished");
    Map<String, Object> two = play(UUID.randomUUID(), before.get(1), start.plusSeconds(180));
    report(room, one, ended, two).body("result", contains("recorded", "updated", "recorded"));
    List<String> after = queue();
    report(room, one, ended, two).body("result", contains("duplicate", "duplicate", "duplicate"));
    assertEquals(after, queue());
    assertEquals(
        2L,
        world
            .sql()
            .value("select count(*) from public.songs_playing where player_id = ?", room.id()));
  }

  @Test
  void a_batch_has_at_most_five_hundred_reports() {
    String song = queue().get(0);
    List<Object> plays = new ArrayList<>();
    Instant start = Instant.now().minus(Duration.ofDays(3));
    for (int i = 0; i < 500; i++) {
      plays.add(
          with(play(UUID.randomUUID(), song, start.plusSeconds(180L * i)), "outcome", "finished"));
    }
    report(room, plays.toArray()).statusCode(200).body("$", hasSize(500));
    plays.add(play(UUID.randomUUID(), song, start));
    report(room, plays.toArray())
        .statusCode(413)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:too-many-plays"));
  }
}
