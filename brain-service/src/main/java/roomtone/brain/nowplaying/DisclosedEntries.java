package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Stores what was disclosed of queue entries, so that all replicas disclose the same. */
@ApplicationScoped
class DisclosedEntries {

  private final Session rows;

  DisclosedEntries(Session rows) {
    this.rows = rows;
  }

  /**
   * What was disclosed of a queue entry.
   *
   * @param entry the id of the entry, which its play keeps
   * @param period the start of the period in which it was disclosed
   * @param pickedAt when the entry was picked for its place; null when that is not known
   * @param wanted the collective at that time, in steps of 0.25, in pgvector's notation
   * @param loved whether the song's reputation was disclosed
   * @param waited whether it was disclosed that listeners are catching up
   */
  record DisclosedEntry(
      UUID entry, Instant period, Instant pickedAt, String wanted, boolean loved, boolean waited) {

    /** Returns whether it was disclosed of this pick. */
    boolean isOf(Pick pick) {
      return Objects.equals(pick.pickedAt(), pickedAt);
    }
  }

  /** Returns the disclosed entries of a room, by the id of the entry. */
  Map<UUID, DisclosedEntry> of(UUID player) {
    return rows.createNativeQuery(
            """
            select entry_id as entry, period, picked_at, cast(wanted as text) as wanted, loved, waited
            from roomtone.disclosed_entries where player_id = :player
            """,
            DisclosedEntry.class)
        .setParameter("player", player)
        .getResultStream()
        .collect(
            Collectors.toMap(
                DisclosedEntry::entry, entry -> entry, (first, second) -> second, HashMap::new));
  }

  /** Waits until no other transaction discloses anything of the room, and keeps others waiting. */
  void lock(UUID player) {
    rows.createNativeQuery(
            "select player_id from roomtone.disclosed_collectives where player_id = :player for update",
            UUID.class)
        .setParameter("player", player)
        .getResultList();
  }

  /**
   * Stores what is disclosed from now on, and deletes entries that no longer exist. Entries of the
   * same period stay, because they may belong to a newer queue.
   *
   * @param disclosed entries of one period, at least one
   * @param existing the ids of all entries that exist
   */
  void store(UUID player, List<DisclosedEntry> disclosed, List<UUID> existing) {
    rows.createNativeMutationQuery(
            """
            with deleted as (
              delete from roomtone.disclosed_entries
              where player_id = :player and period <> :period and entry_id <> all (:existing)
            )
            insert into roomtone.disclosed_entries (player_id, entry_id, period, picked_at, wanted, loved, waited)
            select :player, e.entry_id, :period, e.picked_at, cast(:wanted as vector), e.loved, e.waited
            from unnest(:entries, :picked, :loved, :waited) as e (entry_id, picked_at, loved, waited)
            on conflict (player_id, entry_id) do update
              set period = excluded.period, picked_at = excluded.picked_at, wanted = excluded.wanted, loved = excluded.loved, waited = excluded.waited
            """)
        .setParameter("player", player)
        .setParameter("period", disclosed.getFirst().period())
        .setParameter("existing", existing.toArray(UUID[]::new))
        .setParameter("wanted", disclosed.getFirst().wanted())
        .setParameter("entries", disclosed.stream().map(DisclosedEntry::entry).toArray(UUID[]::new))
        .setParameter(
            "picked", disclosed.stream().map(DisclosedEntry::pickedAt).toArray(Instant[]::new))
        .setParameter(
            "loved", disclosed.stream().map(DisclosedEntry::loved).toArray(Boolean[]::new))
        .setParameter(
            "waited", disclosed.stream().map(DisclosedEntry::waited).toArray(Boolean[]::new))
        .executeUpdate();
  }
}
