package roomtone.manager.songtable;

import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import roomtone.model.Taste;

/** What the five dimensions are called; that there are five is the schema. */
@Singleton
class Dimensions {

  private final List<String> names;

  /**
   * @param names {@code ROOMTONE_DIMENSIONS}: five names, in the order of the embeddings
   */
  Dimensions(
      @ConfigProperty(
              name = "roomtone.dimensions",
              defaultValue = "rain,sea_waves,thunderstorm,wind,crackling_fire")
          List<String> names) {
    if (names.size() != Taste.DIMENSIONS) {
      throw new IllegalArgumentException(
          "ROOMTONE_DIMENSIONS has " + Taste.DIMENSIONS + " names, separated by commas");
    }
    this.names = List.copyOf(names);
  }

  List<String> names() {
    return names;
  }
}
