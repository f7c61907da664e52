package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Reputations of songs in a room: running sums that triggers keep for every writer of votes. */
class ReputationTest {

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

  private List<String> sum() {
    return sums().getFirst().subList(2, 5);
  }

  @Test
  void a_vote_counts_with_its_weight() {
    fixtures.vote(anna, lobby, rain, 5, 1);
    fixtures.vote(anna, lobby, rain, 2, 0.5);
    assertEquals(List.of("2", "1.5", "0.75"), sum());
  }

  @Test
  void the_direction_of_a_voted_song_follows_its_embedding() {
    fixtures.vote(anna, lobby, rain, 5, 1);
    assertEquals("[1,0,0,0,0]", direction());
    move(fixtures.owner(), "[0,3,0,4,0]");
    assertEquals("[0,0.6,0,0.8,0]", direction());
    fixtures.archive(rain);
    assertEquals("[0,0.6,0,0.8,0]", direction(), "votes on it were given all the same");
    move(fixtures.owner(), null);
    assertNull(direction());
    fixtures.vote(fixtures.listener(), lobby, rain, 4, 1);
    move(fixtures.owner(), "[0,0,0,0,2]");
    assertEquals("[0,0,0,0,1]", direction());
  }

  @Test
  void a_rebuild_deletes_sums_without_votes() {
    fixtures
        .owner()
        .update(
            "insert into roomtone.song_reputations (player_id, song_id, votes, sum_k, sum_kw) values (?, ?, 1, 1, 1)",
            lobby,
            rain);
    fixtures.rebuild("roomtone.song_reputations");
    assertEquals(List.of(), sums());
  }

  private String direction() {
    return sums().getFirst().get(5);
  }

  private int move(Sql sql, String embedding) {
    return sql.update(
        "update public.songs set embedding = ?::extensions.vector where id = ?", embedding, rain);
  }

  @Test
  void a_vote_counts_when_it_is_applied_and_not_before() {
    UUID vote = Fixtures.nextId();
    fixtures
        .brain()
        .update(
            "insert into public.votes (id, user_id, song_id, vote_value, player_id) values (?, ?, ?, 4, ?)",
            vote,
            anna,
            rain,
            lobby);
    assertEquals(List.of(), sums());
    fixtures.brain().update("update public.votes set weight = 1 where id = ?", vote);
    assertEquals(List.of("1", "1", "0.5"), sum());
  }

  @Test
  void a_vote_without_a_room_counts_in_no_room() {
    fixtures.vote(anna, null, rain, 5, 1);
    assertEquals(List.of(), sums());
  }

  @Test
  void a_changed_vote_counts_as_it_is_now() {
    UUID vote = fixtures.vote(anna, lobby, rain, 5, 1);
    fixtures.brain().update("update public.votes set vote_value = 1 where id = ?", vote);
    assertEquals(List.of("1", "1", "-1"), sum());
  }

  @Test
  void a_deleted_vote_leaves_nothing() {
    UUID vote = fixtures.vote(anna, lobby, rain, 5, 1.0 / 3);
    fixtures.vote(fixtures.listener(), lobby, rain, 4, 1.0 / 7);
    fixtures.brain().update("delete from public.votes where id <> ?", vote);
    fixtures.brain().update("delete from public.votes where id = ?", vote);
    assertEquals(List.of(), sums());
  }

  @Test
  void deleting_all_votes_of_a_listener_removes_them_from_every_room() {
    UUID garden = fixtures.player("Garden");
    fixtures.vote(anna, lobby, rain, 5, 1);
    fixtures.vote(anna, garden, rain, 5, 1);
    fixtures.vote(fixtures.listener(), garden, rain, 1, 1);
    fixtures.owner().update("delete from auth.users where id = ?", anna);
    assertEquals(1, sums().size());
    assertEquals(List.of("1", "1", "-1"), sum());
  }

  @Test
  void a_deleted_song_or_player_leaves_no_sums() {
    UUID surf = fixtures.song("Surf", 0, 1, 0, 0, 0);
    fixtures.vote(anna, lobby, rain, 5, 1);
    fixtures.vote(anna, lobby, surf, 5, 1);
    fixtures.owner().update("delete from public.songs where id = ?", rain);
    assertEquals(1, sums().size());
    fixtures.owner().update("delete from public.players where id = ?", lobby);
    assertEquals(List.of(), sums());
    assertEquals(
        1, fixtures.owner().integer("select count(*) from public.votes where player_id is null"));
  }

  @Test
  void the_room_is_marked_for_the_next_tick() {
    fixtures.owner().execute("delete from roomtone.room_changes");
    fixtures.vote(anna, lobby, rain, 5, 1);
    assertEquals(
        List.of(lobby.toString()),
        fixtures.brain().column("select player_id from roomtone.room_changes"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_documented_statement_rebuilds_the_sums(long seed) {
    Random chance = new Random(seed);
    List<UUID> songs = new ArrayList<>(List.of(rain));
    List<UUID> rooms = new ArrayList<>(List.of(lobby));
    List<UUID> people = new ArrayList<>(List.of(anna));
    for (int i = 0; i < 4; i++) {
      songs.add(fixtures.song("Song " + i, 1, 0, 0, 0, 0));
      rooms.add(fixtures.player("Room " + i));
      people.add(fixtures.listener());
    }
    for (int i = 0; i < 150; i++) {
      UUID song = songs.get(chance.nextInt(songs.size()));
      UUID room = rooms.get(chance.nextInt(rooms.size()));
      UUID person = people.get(chance.nextInt(people.size()));
      int value = 1 + chance.nextInt(5);
      switch (chance.nextInt(9)) {
        case 0 ->
            fixtures
                .brain()
                .update(
                    "update public.votes set vote_value = ? where user_id = ? and song_id = ?",
                    value,
                    person,
                    song);
        case 1 ->
            fixtures
                .brain()
                .update(
                    "delete from public.votes where song_id = ? and vote_value = ?", song, value);
        case 2 ->
            fixtures
                .owner()
                .update(
                    "update public.votes set player_id = ? where user_id = ? and vote_value = ?",
                    chance.nextBoolean() ? room : null,
                    person,
                    value);
        case 3 ->
            fixtures
                .brain()
                .update(
                    "update public.votes set weight = ? where user_id = ? and vote_value = ?",
                    chance.nextBoolean() ? 1.0 / (1 + chance.nextInt(9)) : null,
                    person,
                    value);
        case 4 ->
            fixtures
                .owner()
                .update(
                    "update public.songs set embedding = ?::extensions.vector where id = ?",
                    chance.nextInt(4) == 0 ? null : "[0,1,%d,0,%d]".formatted(i, value),
                    song);
        default ->
            fixtures.vote(
                person,
                chance.nextInt(5) == 0 ? null : room,
                song,
                value,
                Math.min(1, 4.0 / (1 + chance.nextInt(12))));
      }
      if (i == 100) {
        fixtures.owner().update("delete from auth.users where id = ?", people.removeLast());
      }
      if (i == 120) {
        fixtures.owner().update("delete from public.players where id = ?", rooms.removeLast());
      }
    }
    assertRebuilt();
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
