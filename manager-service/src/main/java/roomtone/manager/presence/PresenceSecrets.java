package roomtone.manager.presence;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import roomtone.manager.device.PresenceSecret;

/** The secrets of the rooms with presence codes; the database makes them. */
@ApplicationScoped
class PresenceSecrets {

  private final Session database;

  PresenceSecrets(Session database) {
    this.database = database;
  }

  /** The time by which codes are checked: the database's. */
  Instant now() {
    return database.createNativeQuery("select roomtone.now()", Instant.class).getSingleResult();
  }

  /** The secret of a room; empty when the room is open. */
  Optional<PresenceSecret> find(UUID player) {
    return database
        .createNativeQuery(
            """
            select s.secret from roomtone.presence_secrets s
            join public.players p on p.id = s.player_id and p.presence = 'code'
            where s.player_id = :player
            """,
            byte[].class)
        .setParameter("player", player)
        .uniqueResultOptional()
        .map(PresenceSecret::new);
  }

  /**
   * Replaces the secret of a room; codes of the old one are no longer accepted.
   *
   * @return the new secret; empty when the room is open
   */
  Optional<PresenceSecret> replace(UUID player) {
    return database
        .createNativeQuery(
            """
            update roomtone.presence_secrets s set secret = default, rotated_at = default
            where s.player_id = :player
              and exists (select from public.players p where p.id = s.player_id and p.presence = 'code')
            returning s.secret
            """,
            byte[].class)
        .setParameter("player", player)
        .uniqueResultOptional()
        .map(PresenceSecret::new);
  }
}
