package roomtone.local.testing;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Calls the SQL functions of the queue with the rights of the service that calls each, and reads
 * queues; see {@link Fixtures#queues()}.
 */
public final class Queues {

  private final Fixtures fixtures;

  Queues(Fixtures fixtures) {
    this.fixtures = fixtures;
  }

  /** An entry of a player's queue; distance, penalty and listeners are null in a rotation. */
  public record Entry(
      UUID id,
      int position,
      UUID song,
      String reason,
      Double distance,
      Double penalty,
      Integer listeners) {}

  /** What queue_fill returns for a player. */
  public record Filled(UUID player, int changed, int listeners, int booked) {}

  /** What queue_advance returns: 'recorded', 'duplicate', ..., and the reason of a rejection. */
  public record Advanced(String result, String reason) {}

  /** Fills the queues of players, as the brain does; one result each, in the order of their ids. */
  public List<Filled> fill(UUID... players) {
    return fixtures
        .brain()
        .rows(
            "select player_id, changed, listeners, booked from roomtone.queue_fill(?) order by player_id",
            (Object) players)
        .stream()
        .map(
            row ->
                new Filled(
                    UUID.fromString(row.get(0)),
                    Integer.parseInt(row.get(1)),
                    Integer.parseInt(row.get(2)),
                    Integer.parseInt(row.get(3))))
        .toList();
  }

  /** Tops a queue up by rotation, as the manager does without a play. */
  public Advanced topUp(UUID player) {
    return advanced("select * from roomtone.queue_advance(?)", player);
  }

  /** Reports that a song starts now, without the entry of the queue that it was. */
  public Advanced reportStart(UUID player, UUID song) {
    return report(player, Fixtures.nextId(), song, null, fixtures.now(), null, null);
  }

  /** Reports a play in full, as the manager does for a device. */
  public Advanced report(
      UUID player,
      UUID play,
      UUID song,
      UUID entry,
      Instant startedAt,
      Instant endedAt,
      String outcome) {
    return advanced(
        "select * from roomtone.queue_advance(?, ?, ?, ?, ?, ?, ?)",
        player,
        play,
        song,
        entry,
        startedAt,
        endedAt,
        outcome);
  }

  private Advanced advanced(String sql, Object... parameters) {
    List<List<String>> rows = fixtures.manager().rows(sql, parameters);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " results");
    }
    return new Advanced(rows.getFirst().get(0), rows.getFirst().get(1));
  }

  /** The entries of a player's queue, in order. */
  public List<Entry> entries(UUID player) {
    return fixtures
        .owner()
        .rows(
            """
            select id, position, song_id, reason, distance, penalty, listeners
            from public.player_queue where player_id = ? order by position
            """,
            player)
        .stream()
        .map(
            row ->
                new Entry(
                    UUID.fromString(row.get(0)),
                    Integer.parseInt(row.get(1)),
                    UUID.fromString(row.get(2)),
                    row.get(3),
                    row.get(4) == null ? null : Double.valueOf(row.get(4)),
                    row.get(5) == null ? null : Double.valueOf(row.get(5)),
                    row.get(6) == null ? null : Integer.valueOf(row.get(6))))
        .toList();
  }

  /** The songs of a player's queue, in order. */
  public List<UUID> songs(UUID player) {
    return entries(player).stream().map(Entry::song).toList();
  }
}
