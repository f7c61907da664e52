package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Sums of votes while others vote, embeddings change and songs are deleted. */
class ReputationConcurrencyTest {

  private Fixtures fixtures;
  private UUID lobby;

  private UUID rain;
  private UUID anna;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    lobby = fixtures.player("Lobby");
    rain = fixtures.song("Rain", 1, 0, 0, 0, 0);
    anna = fixtures.listener();
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private List<List<String>> sums() {
    return fixtures
        .owner()
        .rows(
            "select player_id, song_id, votes, sum_k, sum_kw, direction from roomtone.song_reputations order by player_id, song_id");
  }

  @Test
  void a_first_vote_waits_for_a_concurrent_change_of_the_embedding_and_uses_it() {
    vote(fixtures.brain(), null);
    fixtures.owner().execute("begin");
    move(fixtures.owner(), "[0,0,1,0,0]");
    var applied =
        Background.start(() -> fixtures.brain().update("update public.votes set weight = 1"));
    Await.until(
        "applied waits for a lock or has ended",
        () -> applied.isDone() || fixtures.waitingTransactions() > 0);
    fixtures.owner().execute("commit");
    Background.result(applied);
    assertEquals("[0,0,1,0,0]", direction());
  }

  @Test
  void a_changed_embedding_waits_for_concurrent_votes_and_is_applied() {
    try (Sql brain = fixtures.as("brain_service")) {
      brain.execute("begin");
      vote(brain, 1.0);
      var moved =
          Background.start(
              () -> {
                try (Sql staff = fixtures.as("manager_service")) {
                  return move(staff, "[0,0,1,0,0]");
                }
              });
      Await.until(
          "moved waits for a lock or has ended",
          () -> moved.isDone() || fixtures.waitingTransactions() > 0);
      brain.execute("commit");
      Background.result(moved);
    }
    assertEquals("[0,0,1,0,0]", direction());
  }

  @Test
  void a_change_of_an_embedding_during_a_rebuild_is_counted() {
    fixtures.vote(anna, lobby, rain, 5, 1);
    fixtures.owner().execute("begin");
    fixtures.rebuild("roomtone.song_reputations");
    var moved = Background.start(() -> move(fixtures.manager(), "[0,0,1,0,0]"));
    Await.until(
        "moved waits for a lock or has ended",
        () -> moved.isDone() || fixtures.waitingTransactions() > 0);
    fixtures.owner().execute("commit");
    Background.result(moved);
    assertEquals("[0,0,1,0,0]", direction());
  }

  /** Another transaction locks the catalogue's row, so that both wait when it commits. */
  @Test
  void deleting_a_song_and_changing_another_one_do_not_deadlock() {
    UUID surf = sharingItsLock(rain);
    fixtures.vote(anna, lobby, rain, 5, 1);
    fixtures.vote(anna, lobby, surf, 5, 1);
    fixtures.owner().execute("begin");
    fixtures.song("New");
    var moved =
        Background.start(
            () ->
                fixtures
                    .manager()
                    .update(
                        "update public.songs set embedding = '[0,0,1,0,0]' where id = ?", surf));
    Await.until("a transaction waits for a lock", () -> fixtures.waitingTransactions() == 1);
    var deleted =
        Background.start(
            () -> {
              try (Sql cleaner = fixtures.as("postgres")) {
                return cleaner.update("delete from public.songs where id = ?", rain);
              }
            });
    Await.until("two transactions wait for locks", () -> fixtures.waitingTransactions() == 2);
    fixtures.owner().execute("commit");
    assertEquals(1, Background.result(moved));
    assertEquals(1, Background.result(deleted));
    assertEquals(1, sums().size());
    assertEquals("[0,0,1,0,0]", direction());
  }

  private UUID sharingItsLock(UUID song) {
    String lock = "select uuid_hash(?) & 63";
    for (int i = 0; i < 1000; i++) {
      UUID other = fixtures.song("Other " + i, 0, 1, 0, 0, 0);
      if (fixtures.owner().text(lock, other).equals(fixtures.owner().text(lock, song))) {
        return other;
      }
    }
    throw new AssertionError("no other song shares the lock of " + song);
  }

  private String direction() {
    return sums().getFirst().get(5);
  }

  private int move(Sql sql, String embedding) {
    return sql.update(
        "update public.songs set embedding = ?::extensions.vector where id = ?", embedding, rain);
  }

  private int vote(Sql sql, Double weight) {
    return sql.update(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, 5, ?, ?)",
        anna,
        rain,
        lobby,
        weight);
  }

  @Test
  void concurrent_votes_changes_and_deletions_are_all_counted_without_deadlock() {
    List<UUID> songs = new ArrayList<>(List.of(rain));
    List<UUID> rooms = new ArrayList<>(List.of(lobby));
    for (int i = 0; i < 9; i++) {
      songs.add(fixtures.song("Song " + i, 1, i, 0, 0, 0));
    }
    for (int i = 0; i < 3; i++) {
      rooms.add(fixtures.player("Room " + i));
    }
    List<CompletableFuture<Void>> work = new ArrayList<>();
    for (int voter = 0; voter < 4; voter++) {
      List<UUID> people = List.of(fixtures.listener(), fixtures.listener(), fixtures.listener());
      Random chance = new Random(voter);
      work.add(worker("brain_service", 120, sql -> vote(sql, chance, people, rooms, songs)));
    }
    for (int staff = 0; staff < 3; staff++) {
      Random chance = new Random(100 + staff);
      work.add(
          worker(
              "manager_service",
              60,
              sql ->
                  sql.update(
                      "update public.songs set embedding = ?::extensions.vector where id = ?",
                      embedding(chance),
                      any(songs, chance))));
    }
    work.add(
        worker(
            "manager_service",
            20,
            sql -> sql.update("update public.songs set embedding = embedding + '[0,0,0,0,1]'")));
    work.forEach(Background::result);
    assertRebuilt();
  }

  @Test
  void concurrent_changes_of_a_listeners_vote_are_both_counted() {
    List<UUID> people =
        List.of(fixtures.listener(), fixtures.listener(), fixtures.listener(), fixtures.listener());
    people.forEach(person -> fixtures.checkIn(person, lobby));
    List<CompletableFuture<Void>> voters = new ArrayList<>();
    for (UUID person : people) {
      voters.add(
          worker(
              "brain_service",
              50,
              sql ->
                  sql.update(
                      "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, 5, ?, 0.5)",
                      person,
                      rain,
                      lobby)));
    }
    voters.forEach(Background::result);
    assertEquals(
        List.of("200", "100", "100"),
        fixtures
            .owner()
            .rows("select votes, sum_k, sum_kw from roomtone.song_reputations")
            .getFirst());
  }

  /** A random listener of the worker votes, changes a vote or deletes votes. */
  private static void vote(
      Sql sql, Random chance, List<UUID> people, List<UUID> rooms, List<UUID> songs) {
    UUID person = any(people, chance);
    int value = 1 + chance.nextInt(5);
    switch (chance.nextInt(12)) {
      case 0 -> sql.update("delete from public.votes where user_id = ?", person);
      case 1, 2 ->
          sql.update(
              "delete from public.votes where user_id = ? and song_id = ?",
              person,
              any(songs, chance));
      case 3, 4 ->
          sql.update(
              "update public.votes set vote_value = ? where user_id = ? and song_id = ?",
              value,
              person,
              any(songs, chance));
      default ->
          sql.update(
              """
              insert into public.votes (user_id, song_id, vote_value, player_id, weight)
              select ?, id, ?, ?, 0.5 from unnest(?) as song (id)
              """,
              person,
              value,
              any(rooms, chance),
              new UUID[] {any(songs, chance), any(songs, chance)});
    }
  }

  private static String embedding(Random chance) {
    return chance.nextInt(3) == 0
        ? null
        : "[%d,1,0,%d,0]".formatted(chance.nextInt(3), chance.nextInt(3));
  }

  private static UUID any(List<UUID> all, Random chance) {
    return all.get(chance.nextInt(all.size()));
  }

  /** Repeats work in another thread with a connection of its own. */
  private CompletableFuture<Void> worker(String role, int times, Consumer<Sql> work) {
    return Background.start(
        () -> {
          try (Sql sql = fixtures.as(role)) {
            for (int i = 0; i < times; i++) {
              work.accept(sql);
            }
          }
          return null;
        });
  }

  private void assertRebuilt() {
    List<List<String>> kept = sums();
    assertFalse(kept.isEmpty());
    fixtures.rebuild("roomtone.song_reputations");
    List<List<String>> rebuilt = sums();
    assertEquals(
        kept.stream().map(row -> row.subList(0, 3)).toList(),
        rebuilt.stream().map(row -> row.subList(0, 3)).toList());
    for (int i = 0; i < kept.size(); i++) {
      for (int column = 3; column < 5; column++) {
        assertEquals(
            Double.parseDouble(kept.get(i).get(column)),
            Double.parseDouble(rebuilt.get(i).get(column)),
            1e-9);
      }
      assertEquals(kept.get(i).get(5), rebuilt.get(i).get(5));
    }
  }
}
