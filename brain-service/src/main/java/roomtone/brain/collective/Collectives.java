package roomtone.brain.collective;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Session;

/** The collectives as the last fill computed them. */
@ApplicationScoped
public class Collectives {

  private final Session rows;

  Collectives(Session rows) {
    this.rows = rows;
  }

  /**
   * A collective.
   *
   * @param vector as pgvector writes it, unit length; null: nobody here and no votes yet
   * @param listeners known tastes in it
   * @param now the database's time
   */
  public record Collective(String vector, Integer listeners, Instant now) {

    /** Whether it may be spoken of. */
    public boolean isPublic() {
      return vector != null && Privacy.holdsFor(listeners);
    }
  }

  /** The collective of a player that exists. */
  @Transactional
  public Collective of(UUID player) {
    return rows.createNativeQuery(
            """
            select cast(vector as text) as vector, listeners, roomtone.now() as now
            from roomtone.collectives where player_id = :player
            """,
            Collective.class)
        .setParameter("player", player)
        .getSingleResult();
  }
}
