package roomtone.brain.collective;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** Reads the collectives that the last fill of each queue computed. */
@ApplicationScoped
public class Collectives {

  private final Session rows;

  Collectives(Session rows) {
    this.rows = rows;
  }

  /**
   * Returns the collective of a player.
   *
   * @return unit length, in pgvector's notation; empty when fewer listeners of known taste are
   *     there than the setting disclosure_minimum says
   */
  @Transactional
  public Optional<String> of(UUID player) {
    return rows.createNativeQuery(
            """
            select cast(c.vector as text) from roomtone.collectives c
            where c.player_id = :player and exists (select from roomtone.disclosable_rooms(array[c.player_id]))
            """,
            String.class)
        .setParameter("player", player)
        .uniqueResultOptional();
  }
}
