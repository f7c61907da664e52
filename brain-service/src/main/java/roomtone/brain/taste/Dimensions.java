package roomtone.brain.taste;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import roomtone.model.Taste;

/** What the five dimensions are called; that there are five is the schema. */
@ConfigMapping(prefix = "roomtone")
public interface Dimensions {

  /** {@code ROOMTONE_DIMENSIONS}: five names, in the order of the embeddings. */
  @WithName("dimensions")
  @WithDefault("rain,sea_waves,thunderstorm,wind,crackling_fire")
  @Size(min = Taste.DIMENSIONS, max = Taste.DIMENSIONS) List<String> names();

  /**
   * {@code ROOMTONE_DIMENSION_LABELS_DE} and so on: five texts that listeners of a language read
   * instead of the names; none are needed for the usual names in English and German.
   */
  @WithName("dimension-labels")
  Map<String, List<String>> labels();

  /** A taste for one of them alone; empty when none has that name. */
  default Optional<Taste> named(String name) {
    int place = names().indexOf(name);
    return place < 0 ? Optional.empty() : Optional.of(Taste.axis(place));
  }
}
