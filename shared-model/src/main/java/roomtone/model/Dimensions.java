package roomtone.model;

import io.quarkus.runtime.Startup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Names the dimensions of tastes and embeddings. Their number, {@value Taste#DIMENSIONS}, is fixed
 * by the schema; their names are configuration. A wrong number of names stops the start.
 */
@ApplicationScoped
@Startup
public class Dimensions {

  /** The names without configuration, in the order of the embeddings. */
  public static final String DEFAULT_NAMES = "rain,sea_waves,thunderstorm,wind,crackling_fire";

  /** The labels of the dimensions by language. */
  @ConfigMapping(prefix = "roomtone.dimension-labels")
  public interface Labels {

    /**
     * {@code ROOMTONE_DIMENSION_LABELS_DE} and so on: for a language, five labels that listeners
     * read instead of the names. The default names need none in English and German.
     */
    @WithParentName
    Map<String, List<String>> byLanguage();
  }

  private final List<String> names;
  private final Labels labels;

  /**
   * @param names {@code ROOMTONE_DIMENSIONS}: five names, in the order of the embeddings
   * @throws IllegalArgumentException when there are not five
   */
  @Inject
  public Dimensions(
      @ConfigProperty(name = "roomtone.dimensions", defaultValue = DEFAULT_NAMES)
          List<String> names,
      Labels labels) {
    if (names.size() != Taste.DIMENSIONS) {
      throw new IllegalArgumentException(
          "ROOMTONE_DIMENSIONS has " + Taste.DIMENSIONS + " names, separated by commas");
    }
    this.names = List.copyOf(names);
    this.labels = labels;
  }

  /** Returns the five names, in the order of the embeddings. */
  public List<String> names() {
    return names;
  }

  /** Returns the configured labels by language, five for each. */
  public Map<String, List<String>> labels() {
    return labels.byLanguage();
  }

  /** Returns the unit vector of the dimension with this name; empty when there is none. */
  public Optional<Taste> named(String name) {
    int place = names.indexOf(name);
    return place < 0 ? Optional.empty() : Optional.of(Taste.axis(place));
  }
}
