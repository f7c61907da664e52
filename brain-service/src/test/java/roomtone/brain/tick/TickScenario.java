package roomtone.brain.tick;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import roomtone.brain.testing.BrainTest;

/** A test that runs ticks in rooms with several songs. */
abstract class TickScenario extends BrainTest {

  @Inject Tick tick;

  List<UUID> songs(roomtone.model.Taste sound, int number) {
    List<UUID> songs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      songs.add(fixtures.song(sound));
    }
    return songs;
  }

  static UUID[] all(List<UUID> songs) {
    return songs.toArray(UUID[]::new);
  }

  static UUID[] all(List<UUID> some, List<UUID> others) {
    return Stream.concat(some.stream(), others.stream()).toArray(UUID[]::new);
  }
}
