package roomtone.brain.recommendation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.Session;
import roomtone.brain.collective.PublicCollectives;

/** Calls the SQL function recommend_with_penalty for the collective of a room. */
@ApplicationScoped
class Recommendations {

  private final Session rows;

  Recommendations(Session rows) {
    this.rows = rows;
  }

  /** A song that may be picked. */
  record Recommendation(
      UUID songId,
      @Schema(examples = "Rain on a roof") String title,
      @Schema(
              description = "Cosine distance from what the room wants, 0 to 2, to 0.1",
              examples = "0.1")
          Double distance,
      @Schema(description = "1 - distance, to 0.1", examples = "0.9") Double similarity,
      @Schema(
              description =
                  "Distance, plus for having been played lately, less for being loved here; to 0.1",
              examples = "0.1")
          Double adjustedDistance,
      @Schema(nullable = true) Instant lastPlayed) {

    private Recommendation rounded() {
      return new Recommendation(
          songId,
          title,
          tenths(distance),
          tenths(similarity),
          tenths(adjustedDistance),
          lastPlayed);
    }

    /** Rounds to 0.1: exact distances to several songs would show what each listener wants. */
    private static double tenths(double number) {
      return PublicCollectives.rounded(number, 0.1);
    }
  }

  /**
   * Returns the best songs for a room, best first.
   *
   * @param wanted the collective in pgvector's notation, as it was when it was found that it may be
   *     disclosed
   */
  @Transactional
  List<Recommendation> best(UUID player, String wanted, int limit) {
    return rows.createNativeQuery(
            """
            select r.id as song_id, r.title, r.distance, r.similarity, r.adjusted_distance, r.last_played
            from recommend_with_penalty(cast(:wanted as vector), :limit, :player)
              with ordinality as r (id, title, distance, similarity, adjusted_distance, last_played, place)
            order by r.place
            """,
            Recommendation.class)
        .setParameter("wanted", wanted)
        .setParameter("player", player)
        .setParameter("limit", limit)
        .getResultStream()
        .map(Recommendation::rounded)
        .toList();
  }
}
