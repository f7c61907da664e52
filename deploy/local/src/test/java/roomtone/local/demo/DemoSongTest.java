package roomtone.local.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import roomtone.local.demo.sound.Mixture;

class DemoSongTest {

  private static final List<DemoSong> CATALOGUE = DemoSong.catalogue();

  @Test
  void no_two_songs_share_title_file_or_recording() {
    assertEquals(CATALOGUE.size(), CATALOGUE.stream().map(DemoSong::title).distinct().count());
    assertEquals(CATALOGUE.size(), CATALOGUE.stream().map(DemoSong::fileName).distinct().count());
    assertEquals(
        CATALOGUE.size(), CATALOGUE.stream().map(it -> it.soundscape().seed()).distinct().count());
  }

  @Test
  void file_names_are_plain() {
    assertTrue(CATALOGUE.stream().allMatch(it -> it.fileName().matches("[a-z-]+\\.wav")));
  }

  @Test
  void the_garden_has_a_song_for_every_dimension() {
    List<Mixture> garden =
        CATALOGUE.stream().filter(DemoSong::inGarden).map(it -> it.soundscape().mixture()).toList();
    for (int dimension = 0; dimension < 5; dimension++) {
      int wanted = dimension;
      assertTrue(
          garden.stream()
              .map(Mixture::weights)
              .anyMatch(
                  weights ->
                      weights.get(wanted) == 1
                          && IntStream.range(0, 5)
                              .allMatch(i -> i == wanted || weights.get(i) <= 0.2)),
          "dimension " + dimension);
    }
  }

  @Test
  void the_garden_has_a_part_of_the_catalogue_and_enough_for_a_queue_of_five_without_repeats() {
    long garden = CATALOGUE.stream().filter(DemoSong::inGarden).count();
    assertTrue(garden >= 8 && garden < CATALOGUE.size(), garden + " songs");
  }
}
