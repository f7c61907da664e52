package roomtone.brain.collective;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
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
   * What a room wants.
   *
   * @return as pgvector writes it, unit length; empty: there are too few, now
   */
  @Transactional
  public Optional<String> of(UUID player) {
    return rows.createNativeQuery(
            """
            select cast(c.vector as text) from roomtone.collectives c
            where c.player_id = :player and exists (select from roomtone.public_rooms(array[c.player_id], :fewest))
            """,
            String.class)
        .setParameter("player", player)
        .setParameter("fewest", DisclosureMinimum.FEWEST)
        .uniqueResultOptional();
  }
}
