package roomtone.model;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names the dimensions of tastes and embeddings. Their number, {@value Taste#DIMENSIONS}, is fixed
 * by the schema; their names are configuration.
 */
@ConfigMapping(prefix = "roomtone")
public interface Dimensions {

  /** {@code ROOMTONE_DIMENSIONS}: five names, in the order of the embeddings. */
  @WithName("dimensions")
  @WithDefault("rain,sea_waves,thunderstorm,wind,crackling_fire")
  @Size(min = Taste.DIMENSIONS, max = Taste.DIMENSIONS) List<String> names();

  /**
   * {@code ROOMTONE_DIMENSION_LABELS_DE} and so on: for a language, five labels that listeners read
   * instead of the names. The default names need none in English and German.
   */
  @WithName("dimension-labels")
  Map<String, List<String>> labels();

  /** Returns the unit vector of the dimension with this name; empty when there is none. */
  default Optional<Taste> named(String name) {
    int place = names().indexOf(name);
    return place < 0 ? Optional.empty() : Optional.of(Taste.axis(place));
  }
}
