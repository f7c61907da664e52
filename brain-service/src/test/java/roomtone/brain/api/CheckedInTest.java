package roomtone.brain.api;

import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import roomtone.brain.world.BrainTest;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Person;
import roomtone.brain.world.Town.Room;

/** A test with a listener who likes wind, checked in at a room with one song of rain. */
abstract class CheckedInTest extends BrainTest {

  Person person;
  UUID song;
  Room room;

  @BeforeEach
  void checkIn() {
    person = town.personWhoLikes(Town.WIND);
    song = town.song(Town.RAIN);
    room = town.room(song);
    town.checkIn(person, room);
  }
}
