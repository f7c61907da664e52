package roomtone.brain.tick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import roomtone.brain.queue.QueueFigures;
import roomtone.brain.queue.QueueFiller;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Room;

/** The meters about queues show whether all rooms are filled, how full they are and since when. */
@QuarkusTest
class QueueMetersTest extends TickScenario {

  private static final double NANOS = 1e9;

  /** The meter has whole milliseconds. */
  private static final double MILLISECOND = 0.001;

  @Inject MeterRegistry meters;
  @Inject QueueFiller rooms;
  @Inject QueueFigures figures;

  @Test
  void the_lag_grows_until_a_tick_has_filled_all_changed_rooms() {
    fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    tick.run();
    long complete = System.nanoTime();
    fixtures.room(all(songs(BrainFixtures.WIND, 6)));
    rooms.fillChanged(() -> false);
    double since = (System.nanoTime() - complete) / NANOS;
    assertTrue(value("roomtone.tick.lag") >= since - MILLISECOND, "no room was filled");
    long before = System.nanoTime();
    rooms.fillChanged(() -> true);
    double lag = value("roomtone.tick.lag");
    assertTrue(lag <= (System.nanoTime() - before) / NANOS, "all rooms were filled");
  }

  @Test
  void rooms_are_counted_by_the_entries_of_their_queues_unless_they_are_offline() {
    Room full = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    Room offline = fixtures.room(all(songs(BrainFixtures.FIRE, 2)));
    Room two = fixtures.room(all(songs(BrainFixtures.WIND, 2)));
    tick.run();
    setStatus(full, "idle");
    setStatus(offline, "offline");
    setStatus(two, "idle");
    figures.read();
    double fullBefore = roomsWith(5);
    double twoBefore = roomsWith(2);
    setStatus(full, "offline");
    setStatus(two, "offline");
    setStatus(offline, "idle");
    figures.read();
    assertEquals(fullBefore - 1, roomsWith(5));
    assertEquals(twoBefore, roomsWith(2), "one of two songs less, another more");
  }

  @Test
  void ages_are_those_of_the_oldest() {
    Room room = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    fixtures.sql().update("update players set status = 'idle' where status = 'playing'");
    tick.run();
    setStatus(room, "playing");
    fixtures.advance(Duration.ofMinutes(7));
    figures.read();
    assertTrue(value("roomtone.queue.age") >= 420, "entries are there for seven minutes");
    assertTrue(value("roomtone.collectives.age") >= 420, "no tick ran for seven minutes");
    tick.run();
    figures.read();
    assertTrue(value("roomtone.collectives.age") < 420, "a tick ran");
    setStatus(room, "idle");
    figures.read();
    assertEquals(0, value("roomtone.queue.age"), "no room plays");
  }

  @Test
  void changed_rooms_are_counted_until_they_are_filled() {
    tick.run();
    Room room = fixtures.room(all(songs(BrainFixtures.RAIN, 6)));
    fixtures
        .sql()
        .update(
            "insert into roomtone.room_changes (player_id) values (?), (?)", room.id(), room.id());
    figures.read();
    assertEquals(1, value("roomtone.rooms.changed"));
    tick.run();
    figures.read();
    assertEquals(0, value("roomtone.rooms.changed"));
  }

  private void setStatus(Room room, String status) {
    fixtures.sql().update("update players set status = ? where id = ?", status, room.id());
  }

  private double roomsWith(int entries) {
    return meters
        .get("roomtone.queue.rooms")
        .tag("entries", String.valueOf(entries))
        .gauge()
        .value();
  }

  private double value(String name) {
    return meters.get(name).gauge().value();
  }
}
