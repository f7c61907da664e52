package roomtone.manager.device;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.World.Room;

/** The poll of a room with presence codes shows the code of now. */
@QuarkusTest
class PresencePollTest extends Polls {

  private static final Duration SOON = Duration.ofSeconds(2);

  private final Instant period =
      Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS).plusSeconds(900);

  /** A room with codes, 10 s after the beginning of a period of tomorrow. */
  private Room roomWithCodes(String name) {
    Room room = world.roomWith(admin, name, 2);
    change(room, "{\"presence\": \"code\"}");
    clock.set(period.plusSeconds(10));
    world.database().setClock(clock.instant());
    return room;
  }

  /** The code that the database computes for an instant. */
  private String codeOf(Room room, Instant at) {
    return world
        .sql()
        .text(
            "select roomtone.presence_code(secret, ?::timestamptz) from roomtone.presence_secrets where player_id = ?",
            at.toString(),
            room.id());
  }

  @Test
  void a_room_with_codes_shows_the_code_of_now_and_an_open_room_none() {
    Room open = world.roomWith(admin, "Open", 2);
    Room room = roomWithCodes("Closed circle");
    poll(open).statusCode(200).body("player", not(hasKey("presence")));
    poll(room)
        .statusCode(200)
        .body("player.presence.code", equalTo(codeOf(room, clock.instant())))
        .body("player.presence.valid_until", equalTo(period.plusSeconds(300).toString()));
  }

  @Test
  void a_pod_whose_clock_is_wrong_shows_the_code_of_the_database() {
    Room room = world.roomWith(admin, "Wrong clock", 2);
    change(room, "{\"presence\": \"code\"}");
    Instant now = period.plusSeconds(10);
    world.database().setClock(now);
    clock.set(now.plusSeconds(1_000));
    poll(room)
        .statusCode(200)
        .body("player.presence.code", equalTo(codeOf(room, now)))
        .body("player.presence.valid_until", equalTo(period.plusSeconds(300).toString()));
  }

  @Test
  void the_next_code_comes_with_its_period_and_costs_no_sql() {
    Room open = world.roomWith(admin, "No periods", 2);
    Room room = roomWithCodes("Periods");
    String next = codeOf(room, period.plusSeconds(300));
    // The notifications of the changes above may still arrive.
    Await.until(
        "polls need no connection",
        Duration.ofSeconds(10),
        () -> pool.during(() -> etags(room, open)) == 0);
    String etag = etag(room);
    String etagOfOpen = etag(open);
    clock.set(period.plusSeconds(290));
    assertEquals(
        0,
        pool.during(
            () -> {
              poll(room, etag).statusCode(304);
              clock.set(period.plusSeconds(300));
              String later =
                  poll(room, etag)
                      .statusCode(200)
                      .body("player.presence.code", equalTo(next))
                      .body(
                          "player.presence.valid_until",
                          equalTo(period.plusSeconds(600).toString()))
                      .extract()
                      .header("ETag");
              poll(room, later).statusCode(304).header("ETag", later);
              poll(room).body("player.presence.code", equalTo(next));
              poll(open, etagOfOpen).statusCode(304);
            }));
  }

  private static void etags(Room... rooms) {
    for (Room room : rooms) {
      etag(room);
    }
  }

  @Test
  void a_new_secret_is_in_the_next_poll_and_ends_the_old_codes() {
    Room room = roomWithCodes("Rotated");
    String etag = etag(room);
    String before = codeOf(room, clock.instant());
    as(admin)
        .post("/api/admin/players/" + room.id() + "/presence-code/rotate")
        .then()
        .statusCode(200);
    poll(room, etag)
        .statusCode(200)
        .body("player.presence.code", equalTo(codeOf(room, clock.instant())))
        .body("player.presence.code", not(equalTo(before)));
    assertEquals(
        false, world.sql().value("select roomtone.presence_code_holds(?, ?)", room.id(), before));
  }

  @Test
  void a_secret_that_another_pod_replaced_is_seen_by_notification() {
    Room room = roomWithCodes("Rotated elsewhere");
    awaitNotifications();
    String etag = etag(room);
    world
        .sql()
        .update(
            "update roomtone.presence_secrets set secret = default, rotated_at = default where player_id = ?",
            room.id());
    Await.passes(
        SOON,
        () ->
            poll(room, etag)
                .statusCode(200)
                .body("player.presence.code", equalTo(codeOf(room, clock.instant()))));
  }

  @Test
  void a_room_that_another_pod_opens_or_closes_is_seen_by_notification() {
    Room room = roomWithCodes("Switched");
    awaitNotifications();
    String etag = etag(room);
    presence(room, "open");
    Await.passes(
        SOON, () -> poll(room, etag).statusCode(200).body("player", not(hasKey("presence"))));
    presence(room, "code");
    Await.passes(
        SOON,
        () -> poll(room).body("player.presence.code", equalTo(codeOf(room, clock.instant()))));
  }

  private void presence(Room room, String presence) {
    world.sql().update("update public.players set presence = ? where id = ?", presence, room.id());
  }

  @Test
  void codes_go_on_while_the_database_is_away() {
    Room room = roomWithCodes("Outage of codes");
    String first = codeOf(room, period);
    String later = codeOf(room, period.plus(Duration.ofMinutes(20)));
    String etag = etag(room);
    world.cutDatabase();
    try {
      poll(room, etag).statusCode(304);
      poll(room).body("player.presence.code", equalTo(first));
      clock.set(period.plus(Duration.ofMinutes(20)));
      poll(room, etag)
          .statusCode(200)
          .body("player.presence.code", equalTo(later))
          .body(
              "player.presence.valid_until",
              equalTo(period.plus(Duration.ofMinutes(25)).toString()));
    } finally {
      world.mendDatabase();
    }
    awaitNotifications();
  }
}
