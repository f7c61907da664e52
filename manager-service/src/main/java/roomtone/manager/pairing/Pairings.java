package roomtone.manager.pairing;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/** The rows of the pairings. */
@ApplicationScoped
class Pairings {

  /** How long a code may be confirmed and its token fetched. */
  static final Duration LIFETIME = Duration.ofMinutes(10);

  /** How many pairings may be open at once, in the whole installation. */
  static final int MAX_OPEN = 1000;

  private final Session database;

  Pairings(Session database) {
    this.database = database;
  }

  /**
   * A pairing, locked until the transaction ends.
   *
   * @param playerId null: not confirmed yet
   * @param used whether the device has polled with the token that it received
   */
  record Row(UUID id, UUID playerId, String playerName, Instant expiresAt, boolean used) {}

  /** Adds a pairing and returns when it expires; empty when too many are open. */
  Optional<Instant> add(String code, String secretHash) {
    database
        .createNativeMutationQuery(
            "delete from roomtone.pairings where expires_at < roomtone.now()")
        .executeUpdate();
    return database
        .createNativeQuery(
            """
            insert into roomtone.pairings (code, secret, expires_at)
            select :code, :secret, roomtone.now() + make_interval(secs => :seconds)
            where (select count(*) from roomtone.pairings) < :most
            returning expires_at
            """,
            Instant.class)
        .setParameter("code", code)
        .setParameter("secret", secretHash)
        .setParameter("seconds", LIFETIME.toSeconds())
        .setParameter("most", MAX_OPEN)
        .uniqueResultOptional();
  }

  Optional<Row> bySecret(String secretHash) {
    return database
        .createNativeQuery(
            """
            select w.id, w.player_id, p.name, w.expires_at,
              w.token_sent_at is not null and p.last_poll is not null and p.last_poll > w.token_sent_at as used
            from roomtone.pairings w left join public.players p on p.id = w.player_id and p.archived_at is null
            where w.secret = :secret and w.expires_at > roomtone.now()
              and (w.player_id is null or p.id is not null)
            for update of w
            """,
            Row.class)
        .setParameter("secret", secretHash)
        .uniqueResultOptional();
  }

  /**
   * Confirms the pairing with a code for a player, and returns its id.
   *
   * @return empty when the code is not open, or was confirmed for another player
   */
  Optional<UUID> confirm(String code, UUID player, UUID by) {
    return database
        .createNativeQuery(
            """
            update roomtone.pairings set player_id = :player, confirmed_by = :by
            where code = :code and expires_at > roomtone.now() and token_sent_at is null
              and (player_id is null or player_id = :player)
            returning id
            """,
            UUID.class)
        .setParameter("code", code)
        .setParameter("player", player)
        .setParameter("by", by)
        .uniqueResultOptional();
  }

  void markDelivered(UUID id) {
    database
        .createNativeMutationQuery(
            "update roomtone.pairings set token_sent_at = roomtone.now() where id = :id")
        .setParameter("id", id)
        .executeUpdate();
  }
}
