package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import roomtone.database.PickReference.Ranked;
import roomtone.database.RoomReference.Play;
import roomtone.local.testing.Sql;

/** Compares {@code recommend_with_penalty} with {@link PickReference}. */
record RecommendationCheck(Sql sql) {

  /** What rounding to single precision changes in a distance, at most. */
  private static final double TOLERANCE = 1e-6;

  /**
   * Compares recommendations for the evening's room, by a random taste and by rotation, and for no
   * room.
   */
  void equalsReference(PickReference reference, Random chance) {
    List<UUID> queue =
        sql
            .column(
                "select song_id from public.player_queue where player_id = ? order by position",
                EveningRows.ROOM)
            .stream()
            .map(UUID::fromString)
            .toList();
    Set<UUID> coolingDown = reference.coolingDown(reference.plan(queue));
    int limit = chance.nextBoolean() ? chance.nextInt(5) : chance.nextInt(40);
    Vector5 taste =
        new Vector5(
            chance.nextFloat(),
            chance.nextFloat(),
            chance.nextFloat(),
            chance.nextFloat(),
            1e-3 + chance.nextFloat());
    ranksEqual(
        reference.ranked(taste, coolingDown),
        recommended(taste, limit, EveningRows.ROOM),
        limit,
        true);
    Vector5 anything = new Vector5(1, 1, 1, 1, 1);
    List<UUID> byRotation =
        reference.ranked(anything, coolingDown).stream()
            .sorted(
                Comparator.comparing(
                        Ranked::lastPlayed, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(ranked -> ranked.song().id()))
            .map(ranked -> ranked.song().id())
            .limit(limit)
            .toList();
    for (Vector5 unknown : new Vector5[] {null, Vector5.ZERO}) {
      List<List<String>> rows = recommended(unknown, limit, EveningRows.ROOM);
      assertEquals(byRotation, ids(rows), "rotation");
      rows.forEach(row -> assertTrue(row.subList(1, 4).stream().allMatch(v -> v == null)));
    }
    RoomReference room = reference.room();
    PickReference catalogue =
        new PickReference(
            new RoomReference(
                room.now(),
                room.catalogue(),
                Set.of(),
                room.plays().stream()
                    .map(play -> new Play(play.id(), play.song(), play.at(), "finished"))
                    .toList(),
                List.of(),
                List.of(),
                List.of(),
                room.soundscapeSeconds(),
                0,
                false));
    ranksEqual(catalogue.rankedAnywhere(taste), recommended(taste, limit, null), limit, false);
  }

  private static List<UUID> ids(List<List<String>> rows) {
    return rows.stream().map(row -> UUID.fromString(row.getFirst())).toList();
  }

  private List<List<String>> recommended(Vector5 taste, int limit, UUID room) {
    return sql.rows(
        """
        select id, distance, similarity, adjusted_distance, last_played
        from public.recommend_with_penalty(cast(? as extensions.vector), ?, ?)
        """,
        taste,
        limit,
        room);
  }

  private static void ranksEqual(
      List<Ranked> expected, List<List<String>> rows, int limit, boolean inRoom) {
    assertEquals(Math.min(limit, expected.size()), rows.size(), "in room " + inRoom);
    List<Ranked> left = new ArrayList<>(expected);
    Set<UUID> seen = new HashSet<>();
    for (List<String> row : rows) {
      UUID song = UUID.fromString(row.getFirst());
      assertTrue(
          PickReference.isBest(song, left), () -> "%s is not the best of %s".formatted(song, left));
      Ranked ranked = PickReference.find(left, song);
      assertEquals(ranked.distance(), Double.parseDouble(row.get(1)), TOLERANCE);
      assertEquals(1 - ranked.distance(), Double.parseDouble(row.get(2)), TOLERANCE);
      assertEquals(ranked.adjusted(), Double.parseDouble(row.get(3)), 1.5 * TOLERANCE);
      assertEquals(ranked.lastPlayed() == null, row.get(4) == null);
      assertFalse(row.contains("NaN"));
      assertTrue(seen.add(song));
      left.remove(ranked);
    }
  }
}
