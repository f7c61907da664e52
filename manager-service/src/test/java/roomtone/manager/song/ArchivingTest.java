package roomtone.manager.song;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.Sql;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** An archived song leaves the queues, also when one is being filled at the same time. */
@QuarkusTest
@QuarkusTestResource(World.class)
@Timeout(60)
class ArchivingTest {

  World world;
  @Inject ArchivedSongSweep archived;
  LocalAuth.Session admin;
  UUID rain;
  UUID wind;
  Room room;

  @BeforeEach
  void a_room_with_two_songs() {
    admin = world.admin();
    rain = world.song(admin, "Rain");
    wind = world.song(admin, "Wind");
    room = world.room(admin, "Archiving");
    world.setLibrary(admin, room, List.of(rain, wind));
  }

  private Object queue() {
    return world
        .sql()
        .value(
            "select string_agg(song_id::text, ' ' order by song_id) from public.player_queue where player_id = ?",
            room.id());
  }

  @Test
  void a_song_that_is_archived_while_a_queue_is_filled_leaves_the_queue() throws Exception {
    world.sql().update("delete from public.player_queue where player_id = ?", room.id());
    try (Sql brain = world.database().sql("brain_service")) {
      brain.execute("begin");
      // The fill has queued the song in a transaction that is not committed yet.
      brain.rows("select * from roomtone.queue_fill(array[?]::uuid[])", room.id());
      as(admin).delete("/api/admin/songs/" + rain).then().statusCode(204);
      brain.execute("commit");
    }
    archived.sweepJustArchived();
    assertEquals(wind.toString(), queue());
  }

  @Test
  void a_song_that_was_archived_in_the_database_leaves_the_queues_too() {
    world.sql().update("update public.songs set archived_at = roomtone.now() where id = ?", rain);
    archived.sweep();
    assertEquals(wind.toString(), queue());
  }
}
