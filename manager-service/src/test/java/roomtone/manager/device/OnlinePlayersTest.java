package roomtone.manager.device;

import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.World.Room;

/** The players that a pod loads before it is ready. */
@QuarkusTest
class OnlinePlayersTest extends Polls {

  /** More than are read in one statement. */
  private static final int MANY = 700;

  @Inject KnownDevices devices;
  @Inject @Readiness OnlinePlayers online;

  @Test
  void a_device_that_calls_first_during_an_outage_gets_what_was_loaded_at_the_start()
      throws SQLException {
    Await.until("the pod is ready", () -> online.call().getStatus() == Status.UP);
    Room playing = world.roomWith(admin, "Playing", 3);
    Room offline = world.roomWith(admin, "Offline", 3);
    Room archived = world.roomWith(admin, "Archived", 3);
    world
        .sql()
        .update(
            "update public.players set status = 'playing' where id in (?, ?)",
            playing.id(),
            archived.id());
    world.sql().update("update public.players set archived_at = now() where id = ?", archived.id());
    devices.loadOnline();
    clock.advance(Duration.ofMinutes(20));
    world.cutDatabase();
    try {
      poll(playing).statusCode(200).body("next", hasSize(3));
      poll(offline).statusCode(503);
      poll(archived).statusCode(503);
    } finally {
      world.mendDatabase();
    }
    Await.passes(Duration.ofSeconds(20), () -> poll(offline).statusCode(200));
    poll(archived).statusCode(401);
  }

  @Test
  void all_players_are_loaded_however_many() throws SQLException {
    devices.loadOnline();
    world
        .sql()
        .update(
            """
            insert into public.players (name, token, status)
            select 'Many ' || n, 'many ' || n, 'online'
            from generate_series(1, ?) n
            """,
            MANY);
    try {
      assertEquals(MANY, devices.loadOnline());
      assertEquals(0, devices.loadOnline(), "they are known");
      assertTrue(
          IntStream.rangeClosed(1, MANY)
              .mapToObj(n -> devices.get(DeviceToken.hash("many " + n)))
              .allMatch(device -> device != null && device.loaded.snapshot().name() != null));
    } finally {
      world.sql().update("delete from public.players where name like 'Many %'");
    }
  }
}
