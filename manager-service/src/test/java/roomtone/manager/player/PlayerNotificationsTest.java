package roomtone.manager.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;
import roomtone.manager.World.Room;

/** Changes past this pod are seen, whether notifications arrive or not. */
@QuarkusTest
class PlayerNotificationsTest extends PlayerEvents {

  @Test
  void a_change_by_another_service_is_sent_by_notification() throws Exception {
    Room room = world.room(admin, "Elsewhere");
    awaitNotifications();
    try (Stream stream = open(admin)) {
      stream.next();
      world.sql().update("update public.players set volume_db = -6 where id = ?", room.id());
      assertEquals(List.of(-6f), seen(stream).getList("players.volume_db"));
    }
  }

  @Test
  void without_notifications_all_players_are_read_every_five_seconds() throws Exception {
    Room here = world.room(admin, "Here");
    Room there = world.room(admin, "There");
    awaitNotifications();
    try (Stream stream = open(admin)) {
      stream.next();
      // Notifications arrive in their order: those of the creation of the rooms come before this.
      world.sql().update("update public.players set volume_db = -3 where id = ?", here.id());
      assertEquals(List.of(-3f), seen(stream).getList("players.volume_db"));
      long epoch = listener.epoch();
      asServer(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'roomtone-manager-listen' and datname = current_database()");
      Await.until(
          "the connection for notifications was lost",
          Duration.ofSeconds(20),
          () -> listener.epoch() > epoch);
      // The database notifies nobody of this.
      asServer(
          "set session_replication_role = replica; update public.players set volume_db = -6 where id = '%s'"
              .formatted(there.id()));
      assertEquals(1, pool.during(live::refresh), "only whether they may watch still");
      as(admin).post("/api/admin/players/" + here.id() + "/pause").then().statusCode(200);
      live.refresh();
      assertEquals(List.of(here.id().toString()), stream.next().getList("players.id"));
      clock.advance(LivePlayers.POLL_INTERVAL);
      live.refresh();
      assertEquals(List.of(there.id().toString()), stream.next().getList("players.id"));
    }
  }

  private void asServer(String sql) throws SQLException {
    try (Sql superuser = world.database().sql("supabase_admin")) {
      superuser.execute(sql);
    }
  }

  /** The event that refreshes of two seconds bring without a notification. */
  private JsonPath seen(Stream stream) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    String event = null;
    while (event == null && System.nanoTime() < end) {
      live.refresh();
      event = stream.lines.poll(20, TimeUnit.MILLISECONDS);
      if (event != null && !event.startsWith("data:")) {
        event = null;
      }
    }
    assertNotNull(event, "nothing came");
    return JsonPath.from(event.substring("data:".length()));
  }
}
