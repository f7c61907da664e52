package roomtone.brain.collective;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Discloses collectives rounded to 0.1, the same for a whole minute and on all replicas, so that
 * the effect of a single vote stays hidden, and only of enough listeners.
 */
@ApplicationScoped
public class PublicCollectives {

  /**
   * A collective as it is disclosed.
   *
   * @param minute the minute in which it was read
   * @param vector a number for each dimension, rounded to 0.1
   * @param listeners how many known tastes it is made of, at least {@link
   *     DisclosureMinimum#LISTENERS}
   */
  public record RoundedCollective(Instant minute, List<Double> vector, int listeners) {}

  /** The collective that was disclosed last, and whether one may be disclosed now. */
  record StoredCollective(
      boolean isPublic, Instant thisMinute, Instant minute, String vector, Integer listeners) {

    boolean isOfThisMinute() {
      return thisMinute.equals(minute);
    }
  }

  private final Session rows;

  PublicCollectives(Session rows) {
    this.rows = rows;
  }

  /**
   * Returns what is disclosed of a player that exists.
   *
   * @return empty when too few listeners are there
   */
  @Transactional
  public Optional<RoundedCollective> of(UUID player) {
    StoredCollective stored = stored(player);
    if (stored.isPublic() && !stored.isOfThisMinute()) {
      store(player, stored.thisMinute());
      stored = stored(player);
    }
    return stored.isPublic()
        ? Optional.of(
            new RoundedCollective(stored.minute(), tenths(stored.vector()), stored.listeners()))
        : Optional.empty();
  }

  private StoredCollective stored(UUID player) {
    return rows.createNativeQuery(
            """
            select exists (select from roomtone.disclosable_rooms(array[p.id], :minimum)) as is_public,
              date_trunc('minute', roomtone.now()) as this_minute, t.minute, cast(t.vector as text) as vector, t.listeners
            from players p left join roomtone.disclosed_collectives t on t.player_id = p.id
            where p.id = :player
            """,
            StoredCollective.class)
        .setParameter("minimum", DisclosureMinimum.LISTENERS)
        .setParameter("player", player)
        .getSingleResult();
  }

  /** Stores the collective for this minute; the first call of a minute does so for all replicas. */
  private void store(UUID player, Instant minute) {
    rows.createNativeMutationQuery(
            """
            insert into roomtone.disclosed_collectives as stored (player_id, minute, vector, listeners)
            select c.player_id, :minute, c.vector, c.listeners from roomtone.collectives c
            where c.player_id = :player and exists (select from roomtone.disclosable_rooms(array[c.player_id], :minimum))
            on conflict (player_id) do update set minute = excluded.minute, vector = excluded.vector, listeners = excluded.listeners
            -- a slow replica does not go back to an earlier minute, but all do when the clock was set back
            where stored.minute < excluded.minute or stored.minute > excluded.minute + interval '1 minute'
            """)
        .setParameter("minute", minute)
        .setParameter("player", player)
        .setParameter("minimum", DisclosureMinimum.LISTENERS)
        .executeUpdate();
  }

  /** Parses pgvector's notation and rounds each number to 0.1. */
  public static List<Double> tenths(String vector) {
    return Arrays.stream(vector.substring(1, vector.length() - 1).split(",", -1))
        .map(Double::valueOf)
        // adding zero turns -0.0 into 0.0
        .map(component -> Math.rint(component * 10) / 10 + 0.0)
        .toList();
  }
}
