package roomtone.brain.collective;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * Discloses collectives in steps of 0.25, the same for five minutes and on all replicas, so that
 * the effect of a single vote stays hidden, and only of enough listeners: those of known taste who
 * are in the room, counted at each call, are at least as many as the setting {@code
 * roomtone.installation.disclosure_minimum} says.
 */
@ApplicationScoped
public class PublicCollectives {

  /** How long the same collective is disclosed; periods begin at whole multiples of it. */
  public static final Duration PERIOD = Duration.ofMinutes(5);

  /** SQL for the start of the period that contains now. */
  public static final String THIS_PERIOD =
      "date_bin('%d seconds', roomtone.now(), 'epoch')".formatted(PERIOD.toSeconds());

  /** What the numbers are rounded to multiples of. */
  public static final double STEP = 0.25;

  /**
   * A collective as it is disclosed.
   *
   * @param period the start of the period in which it was read
   * @param vector a number for each dimension, in steps of 0.25
   * @param listeners a band, such as 10+: how many known tastes it is made of
   */
  public record RoundedCollective(Instant period, List<Double> vector, String listeners) {}

  /**
   * The collective that was disclosed last, and whether one may be disclosed now.
   *
   * @param minimum the setting disclosure_minimum
   */
  record StoredCollective(
      boolean isPublic,
      int minimum,
      Instant thisPeriod,
      Instant period,
      String vector,
      Integer listeners) {

    /** Returns whether it is of this period, and of enough listeners by the setting of now. */
    boolean isValid() {
      return thisPeriod.equals(period) && listeners >= minimum;
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
    if (stored.isPublic() && !stored.isValid()) {
      store(player, stored.thisPeriod());
      stored = stored(player);
    }
    return stored.isPublic()
        ? Optional.of(
            new RoundedCollective(
                stored.period(),
                rounded(stored.vector(), STEP),
                ListenerBand.of(stored.listeners(), stored.minimum())))
        : Optional.empty();
  }

  /** Returns from how many listeners of known taste on collectives are disclosed, 3 to 20. */
  @Transactional
  int minimum() {
    return rows.createNativeQuery(
            "select i.disclosure_minimum from roomtone.installation i", Integer.class)
        .getSingleResult();
  }

  private StoredCollective stored(UUID player) {
    return rows.createNativeQuery(
            """
            select exists (select from roomtone.disclosable_rooms(array[p.id])) as is_public, i.disclosure_minimum as minimum,
              %s as this_period, d.period, cast(d.vector as text) as vector, d.listeners
            from players p cross join roomtone.installation i
            left join roomtone.disclosed_collectives d on d.player_id = p.id
            where p.id = :player
            """
                .formatted(THIS_PERIOD),
            StoredCollective.class)
        .setParameter("player", player)
        .getSingleResult();
  }

  /** Stores the collective for this period; the first call of a period does so for all replicas. */
  private void store(UUID player, Instant period) {
    rows.createNativeMutationQuery(
            """
            insert into roomtone.disclosed_collectives as stored (player_id, period, vector, listeners)
            select c.player_id, :period, c.vector, c.listeners from roomtone.collectives c
            where c.player_id = :player and exists (select from roomtone.disclosable_rooms(array[c.player_id]))
            on conflict (player_id) do update set period = excluded.period, vector = excluded.vector, listeners = excluded.listeners
            -- a slow replica does not go back to an earlier period, but all do when the clock was set back
            where stored.period < excluded.period or stored.period > excluded.period + cast(:length as interval)
              or stored.listeners < (select i.disclosure_minimum from roomtone.installation i)
            """)
        .setParameter("period", period)
        .setParameter("length", PERIOD.toSeconds() + " seconds")
        .setParameter("player", player)
        .executeUpdate();
  }

  /**
   * Parses pgvector's notation and rounds each number.
   *
   * @param step what the numbers become multiples of, greater than 0
   */
  public static List<Double> rounded(String vector, double step) {
    return Arrays.stream(components(vector))
        .mapToObj(component -> rounded(component, step))
        .toList();
  }

  /** Parses pgvector's notation. */
  public static double[] components(String vector) {
    return Arrays.stream(vector.substring(1, vector.length() - 1).split(",", -1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /** Rounds a number to a multiple of 1/n; step is 1/n, such as 0.1. */
  public static double rounded(double number, double step) {
    double perUnit = Math.rint(1 / step);
    // adding zero turns -0.0 into 0.0
    return Math.rint(number * perUnit) / perUnit + 0.0;
  }
}
