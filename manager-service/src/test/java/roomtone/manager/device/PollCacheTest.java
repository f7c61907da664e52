package roomtone.manager.device;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.World.Room;

/** When a poll is answered from memory, and when the database is asked. */
@QuarkusTest
class PollCacheTest extends Polls {

  @Test
  void an_unchanged_state_is_answered_with_304_and_the_same_headers() {
    Room room = world.roomWith(admin, "Unchanged", 3);
    String etag = etag(room);
    for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
      String body =
          poll(room, known)
              .statusCode(304)
              .header("ETag", etag)
              .header("Date", notNullValue())
              .header("Roomtone-Poll-After", matchesPattern("[4-6]\\.\\d"))
              .extract()
              .asString();
      assertEquals("", body);
    }
    poll(room, "\"other\"").statusCode(200);
    poll(room, "").statusCode(200);
  }

  @Test
  void a_304_costs_no_sql() {
    Room room = world.roomWith(admin, "Cheap", 3);
    String etag = etag(room);
    // The notification of the library's change may still arrive.
    Await.until(
        "a poll needs no connection",
        Duration.ofSeconds(10),
        () -> pool.during(() -> poll(room, etag).statusCode(304)) == 0);
    clock.advance(Duration.ofMinutes(7));
    awaitNotifications();
    String later = etag(room);
    assertEquals(
        0,
        pool.during(
            () -> {
              for (int i = 0; i < 50; i++) {
                poll(room, later).statusCode(304);
              }
            }));
  }

  @Test
  void after_ten_minutes_the_snapshot_is_loaded_again() {
    Room room = world.roomWith(admin, "Aging", 3);
    etag(room);
    clock.advance(Duration.ofMinutes(11));
    assertEquals(1, pool.during(() -> etag(room)));
  }

  @Test
  void an_unknown_token_is_answered_401() {
    for (String token : List.of("wrong", "0".repeat(64), " ", "x".repeat(5000))) {
      device(token)
          .get("/api/player/poll")
          .then()
          .statusCode(401)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:roomtone:problem:unknown-token"));
    }
    given().get("/api/player/poll").then().statusCode(401).contentType("application/problem+json");
    as(admin).get("/api/player/poll").then().statusCode(401);
    // The hash in the table is no token.
    Room room = world.roomWith(admin, "Hashed", 1);
    String stored =
        (String) world.sql().value("select token from public.players where id = ?", room.id());
    device(stored).get("/api/player/poll").then().statusCode(401);
  }

  @Test
  void an_unknown_token_is_remembered_for_ten_seconds() {
    String token = "demo-" + UUID.randomUUID();
    device(token).get("/api/player/poll").then().statusCode(401);
    assertEquals(
        0, pool.during(() -> device(token).get("/api/player/poll").then().statusCode(401)));
    world.sql().update("insert into public.players (name, token) values ('By hand', ?)", token);
    clock.advance(Duration.ofSeconds(11));
    device(token)
        .get("/api/player/poll")
        .then()
        .statusCode(200)
        .body("player.name", equalTo("By hand"));
  }

  @Test
  void polls_are_answered_from_snapshots_while_the_database_is_away() {
    Room room = world.roomWith(admin, "Outage", 3);
    Room unseen = world.roomWith(admin, "Unseen", 3);
    String etag = etag(room);
    world.cutDatabase();
    try {
      poll(room, etag).statusCode(304);
      clock.advance(Duration.ofMinutes(20));
      poll(room).statusCode(200).body("next", hasSize(3)).body("player.name", equalTo("Outage"));
      poll(unseen)
          .statusCode(503)
          .contentType("application/problem+json")
          .header("Retry-After", notNullValue());
      device(room.token())
          .contentType("application/json")
          .body("[]")
          .post("/api/player/plays")
          .then()
          .statusCode(200);
      device(room.token())
          .contentType("application/json")
          .body(
              List.of(
                  Map.of(
                      "play_id",
                      UUID.randomUUID(),
                      "song_id",
                      UUID.randomUUID(),
                      "started_at",
                      Instant.now().toString())))
          .post("/api/player/plays")
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .header("Retry-After", notNullValue());
      device(room.token()).get("/api/player/manifest").then().statusCode(503);
    } finally {
      world.mendDatabase();
    }
    Await.passes(Duration.ofSeconds(20), () -> poll(unseen).statusCode(200));
    world.sql().update("update public.players set name = 'Back' where id = ?", room.id());
    clock.advance(Duration.ofSeconds(6));
    Await.passes(
        Duration.ofSeconds(20),
        () -> poll(room).statusCode(200).body("player.name", equalTo("Back")));
    awaitNotifications();
  }

  @Test
  void simultaneous_first_polls_load_the_snapshot_once() throws Exception {
    Room room = world.roomWith(admin, "Crowd", 3);
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService crowd = Executors.newFixedThreadPool(12)) {
      assertEquals(
          1,
          pool.during(
              () -> {
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                  answers.add(
                      crowd.submit(
                          () -> {
                            start.await();
                            return device(room.token()).get("/api/player/poll").statusCode();
                          }));
                }
                start.countDown();
                answers.forEach(
                    answer ->
                        assertEquals(
                            200,
                            Await.value(
                                "the poll is answered",
                                Duration.ofSeconds(10),
                                () -> answer.get(),
                                code -> true)));
              }));
    }
  }
}
