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
 * What rooms want as everybody may know it: to 0.1, the same for a minute whichever replica is
 * asked, so that nobody sees one vote's effect, and only of enough people.
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

  private final Session rows;

  PublicCollectives(Session rows) {
    this.rows = rows;
  }

  /** What was told last, and whether anything may be told now. */
  record Said(
      boolean isPublic, Instant thisMinute, Instant minute, String vector, Integer listeners) {

    boolean isOfNow() {
      return thisMinute.equals(minute);
    }
  }

  /**
   * What may be told of a player that exists.
   *
   * @return empty: there are too few, now
   */
  @Transactional
  public Optional<Rough> of(UUID player) {
    Said said = said(player);
    if (said.isPublic() && !said.isOfNow()) {
      say(player, said.thisMinute());
      said = said(player);
    }
    return said.isPublic()
        ? Optional.of(new Rough(said.minute(), tenths(said.vector()), said.listeners()))
        : Optional.empty();
  }

  private Said said(UUID player) {
    return rows.createNativeQuery(
            """
            select exists (select from roomtone.public_rooms(array[p.id], :fewest)) as is_public,
              date_trunc('minute', roomtone.now()) as this_minute, t.minute, cast(t.vector as text) as vector, t.listeners
            from players p left join roomtone.told_collectives t on t.player_id = p.id
            where p.id = :player
            """,
            Said.class)
        .setParameter("fewest", DisclosureMinimum.FEWEST)
        .setParameter("player", player)
        .getSingleResult();
  }

  /** The first to come in a minute says it for all of it, and for all replicas. */
  private void say(UUID player, Instant minute) {
    rows.createNativeMutationQuery(
            """
            insert into roomtone.told_collectives as told (player_id, minute, vector, listeners)
            select c.player_id, :minute, c.vector, c.listeners from roomtone.collectives c
            where c.player_id = :player and exists (select from roomtone.public_rooms(array[c.player_id], :fewest))
            on conflict (player_id) do update set minute = excluded.minute, vector = excluded.vector, listeners = excluded.listeners
            -- not back again by a replica that was slow; but when the clock was set back
            where told.minute < excluded.minute or told.minute > excluded.minute + interval '1 minute'
            """)
        .setParameter("minute", minute)
        .setParameter("player", player)
        .setParameter("fewest", DisclosureMinimum.FEWEST)
        .executeUpdate();
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
