package roomtone.brain.api;

import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** A test with a listener who likes wind, checked in at a room with one song of rain. */
abstract class CheckedInTest extends BrainTest {

  Person person;
  UUID song;
  Room room;

  @BeforeEach
  void checkIn() {
    person = fixtures.personWhoLikes(BrainFixtures.WIND);
    song = fixtures.song(BrainFixtures.RAIN);
    room = fixtures.room(song);
    fixtures.checkIn(person, room);
  }
}
