package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;

/** What was last told of picks, the same for all replicas. */
@ApplicationScoped
class DisclosedEntries {

  private final Session rows;

  DisclosedEntries(Session rows) {
    this.rows = rows;
  }

  /**
   * What was told of a pick.
   *
   * @param entry the entry's id, which the play keeps
   * @param minute in which it was told
   * @param wanted what the room wanted then, to 0.1, as pgvector reads and writes it
   * @param loved that it was loved there
   * @param waited that it is for those who had to wait
   */
  record ToldEntry(UUID entry, Instant minute, String wanted, boolean loved, boolean waited) {}

  /** Those of a room, by entry. */
  Map<UUID, ToldEntry> of(UUID player) {
    Map<UUID, ToldEntry> told = new HashMap<>();
    rows.createNativeQuery(
            """
            select entry_id as entry, minute, cast(wanted as text) as wanted, loved, waited
            from roomtone.told_entries where player_id = :player
            """,
            ToldEntry.class)
        .setParameter("player", player)
        .getResultList()
        .forEach(entry -> told.put(entry.entry(), entry));
    return told;
  }

  /** Waits for whoever is telling something of the room, and keeps others waiting. */
  void lock(UUID player) {
    rows.createNativeQuery(
            "select player_id from roomtone.told_collectives where player_id = :player for update",
            UUID.class)
        .setParameter("player", player)
        .getResultList();
  }

  /**
   * Keeps what is told from now on, and forgets entries that are gone. What was told within the
   * minute stays: it may be of a newer queue.
   *
   * @param told of one minute
   * @param entries all that there are
   */
  void keep(UUID player, List<ToldEntry> told, List<UUID> entries) {
    rows.createNativeMutationQuery(
            """
            with forgotten as (
              delete from roomtone.told_entries
              where player_id = :player and minute <> :minute and entry_id <> all (:entries)
            )
            insert into roomtone.told_entries (player_id, entry_id, minute, wanted, loved, waited)
            select :player, e.entry_id, :minute, cast(:wanted as vector), e.loved, e.waited
            from unnest(:told, :loved, :waited) as e (entry_id, loved, waited)
            on conflict (player_id, entry_id) do update
              set minute = excluded.minute, wanted = excluded.wanted, loved = excluded.loved, waited = excluded.waited
            """)
        .setParameter("player", player)
        .setParameter("minute", told.getFirst().minute())
        .setParameter("entries", entries.toArray(UUID[]::new))
        .setParameter("wanted", told.getFirst().wanted())
        .setParameter("told", told.stream().map(ToldEntry::entry).toArray(UUID[]::new))
        .setParameter("loved", told.stream().map(ToldEntry::loved).toArray(Boolean[]::new))
        .setParameter("waited", told.stream().map(ToldEntry::waited).toArray(Boolean[]::new))
        .executeUpdate();
  }
}
