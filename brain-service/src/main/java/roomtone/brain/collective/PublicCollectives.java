package roomtone.brain.collective;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import roomtone.brain.collective.Collectives.Collective;

/**
 * What rooms want as everybody may know it: to 0.1, the same for a minute, so that nobody sees one
 * vote's effect, and only of enough people.
 */
@ApplicationScoped
public class PublicCollectives {

  /**
   * A collective, roughly.
   *
   * @param minute in which it was looked at
   * @param vector five numbers to 0.1
   * @param listeners known tastes in it, three or more
   */
  public record Rough(Instant minute, List<Double> vector, int listeners) {}

  private final Collectives collectives;

  /** What was told of each room last. */
  private final Map<UUID, Rough> told = new ConcurrentHashMap<>();

  PublicCollectives(Collectives collectives) {
    this.collectives = collectives;
  }

  /**
   * What may be told of a player that exists.
   *
   * @return empty: there are too few, now
   */
  public Optional<Rough> of(UUID player) {
    Collective current = collectives.of(player);
    if (!current.isPublic()) {
      return Optional.empty();
    }
    Instant minute = current.now().truncatedTo(ChronoUnit.MINUTES);
    return Optional.of(
        told.compute(
            player,
            (id, before) ->
                before != null && before.minute().equals(minute)
                    ? before
                    : new Rough(minute, tenths(current.vector()), current.listeners())));
  }

  /** A vector as pgvector writes it, rounded to 0.1. */
  public static List<Double> tenths(String vector) {
    return Arrays.stream(vector.substring(1, vector.length() - 1).split(",", -1))
        .map(Double::valueOf)
        // adding zero turns -0.0 into 0.0
        .map(component -> Math.rint(component * 10) / 10 + 0.0)
        .toList();
  }
}
