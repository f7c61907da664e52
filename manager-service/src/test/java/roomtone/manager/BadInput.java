package roomtone.manager;

import io.quarkus.test.common.QuarkusTestResource;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World.Room;

/**
 * What the tests of malformed calls have in common. Such a call is refused with a problem and
 * changes nothing: no row of any table, no object in the bucket, no file on the disk.
 */
@QuarkusTestResource(World.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BadInput {

  static final String SONGS = "/api/admin/songs";
  static final String PLAYERS = "/api/admin/players/";
  static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

  World world;
  LocalAuth.Session admin;
  LocalAuth.Session manager;
  Room room;
  Room others;
  UUID song;

  @BeforeEach
  void two_rooms_and_three_songs() {
    if (admin == null) {
      admin = world.admin();
      manager = world.manager();
      song = world.song(admin, "Rain");
      world.song(admin, "Wind");
      world.song(admin, "Surf");
      room = world.room(manager, "Mine");
      others = world.room(admin, "Not mine");
    }
  }

  String fill(String text) {
    return text.replace("{song}", song.toString()).replace("{nobody}", NOBODY.toString());
  }
}
