package roomtone.local.demo;

import java.util.List;
import java.util.Locale;
import roomtone.local.demo.sound.Mixture;
import roomtone.local.demo.sound.Soundscape;

/**
 * A song of the demo.
 *
 * @param soundscape the sound; the weights of its mixture are the embedding
 * @param inGarden whether it is in the library of the garden
 */
record DemoSong(String title, Soundscape soundscape, boolean inGarden) {

  static final String ARTIST = "Roomtone";

  /** The catalogue, with the songs of the garden first, since its device waits for them. */
  static List<DemoSong> catalogue() {
    return List.of(
        garden("Rain on the roof", 1, new Mixture(1, 0, 0, 0, 0)),
        garden("Waves on the sand", 2, new Mixture(0, 1, 0, 0, 0)),
        garden("Wind in the pines", 3, new Mixture(0, 0, 0, 1, 0)),
        garden("By the fireside", 4, new Mixture(0, 0, 0, 0, 1)),
        garden("Thunder far away", 5, new Mixture(0.2, 0, 1, 0, 0)),
        garden("Fire while it rains", 6, new Mixture(0.6, 0, 0, 0, 0.9)),
        garden("Storm over the bay", 7, new Mixture(0.3, 0.7, 0.9, 0, 0)),
        garden("Surf in the evening wind", 8, new Mixture(0, 0.9, 0, 0.4, 0)),
        garden("Drizzle and a breeze", 9, new Mixture(0.8, 0, 0, 0.5, 0)),
        garden("Campfire by the sea", 10, new Mixture(0, 0.6, 0, 0, 0.8)),
        garden("Rain on the lagoon", 12, new Mixture(0.8, 0.6, 0, 0, 0)),
        elsewhere("Cabin in the storm", 11, new Mixture(0.3, 0, 0.7, 0, 0.7)),
        elsewhere("Embers in the wind", 13, new Mixture(0, 0, 0, 0.6, 0.8)),
        elsewhere("Autumn gale", 14, new Mixture(0.4, 0, 0.5, 0.9, 0)),
        elsewhere("Lighthouse", 15, new Mixture(0.2, 0.8, 0, 0.8, 0)));
  }

  private static DemoSong garden(String title, long seed, Mixture mixture) {
    return new DemoSong(title, new Soundscape(mixture, seed), true);
  }

  private static DemoSong elsewhere(String title, long seed, Mixture mixture) {
    return new DemoSong(title, new Soundscape(mixture, seed), false);
  }

  String fileName() {
    return title.toLowerCase(Locale.ROOT).replace(' ', '-') + ".wav";
  }
}
