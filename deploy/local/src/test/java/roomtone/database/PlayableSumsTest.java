package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** The number of playable songs of a room and the sum of their directions, kept by triggers. */
class PlayableSumsTest {

  private static final String REBUILD = "select roomtone.rebuild_playable_sums()";

  private Fixtures fixtures;
  private UUID[] songs;
  private UUID[] rooms;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    songs = new UUID[12];
    for (int i = 0; i < songs.length; i++) {
      songs[i] =
          i % 4 == 0 ? fixtures.song("Song " + i) : fixtures.song("Song " + i, i, 1, 0.3, 0, 0);
    }
    rooms =
        new UUID[] {fixtures.player("Lobby"), fixtures.player("Garden"), fixtures.player("Bar")};
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private List<List<String>> sums() {
    return fixtures.owner().rows("select * from roomtone.playable_sums order by player_id");
  }

  private List<List<String>> directions() {
    return fixtures
        .owner()
        .rows("select * from roomtone.library_directions order by player_id, song_id");
  }

  private void equalRebuilt() {
    List<List<String>> sums = sums();
    List<List<String>> directions = directions();
    fixtures.owner().rows(REBUILD);
    assertEquals(sums(), sums);
    assertEquals(directions(), directions);
  }

  @Test
  void the_documented_statement_rebuilds_the_same_sums() {
    fixtures.library(rooms[0], songs[0], songs[1], songs[2]);
    fixtures.library(rooms[1], songs[1]);
    fixtures.archive(songs[2]);
    fixtures
        .owner()
        .update(
            "update public.songs set embedding = '[0,0,0,0,7]' where id = any (?)", (Object) songs);
    fixtures.owner().update("update public.songs set archived_at = null");
    fixtures.owner().update("delete from public.player_library where song_id = ?", songs[1]);
    fixtures
        .owner()
        .update(
            "update public.player_library set player_id = ? where player_id = ?",
            rooms[2],
            rooms[0]);
    equalRebuilt();
  }

  @Test
  void a_deleted_song_or_player_leaves_no_sums() {
    fixtures.library(rooms[0], songs[0], songs[1]);
    fixtures.library(rooms[1], songs);
    fixtures.owner().update("delete from public.songs where id = ?", songs[1]);
    equalRebuilt();
    fixtures.owner().update("delete from public.players where id = ?", rooms[1]);
    equalRebuilt();
    fixtures.owner().update("delete from public.player_library");
    assertEquals(1, sums().size(), "the catalogue alone");
  }

  @Test
  void sums_in_whole_numbers_have_no_rounding_errors_after_many_changes() {
    List<List<String>> before = sums();
    for (int i = 0; i < 50; i++) {
      fixtures
          .owner()
          .update("update public.songs set archived_at = roomtone.now() where id = ?", songs[7]);
      fixtures.owner().update("update public.songs set archived_at = null where id = ?", songs[7]);
    }
    assertEquals(before, sums());
  }

  @Test
  void the_comment_of_the_table_holds_the_statement_that_rebuilds_it() {
    String comment =
        fixtures
            .owner()
            .text("select obj_description('roomtone.playable_sums'::regclass, 'pg_class')");
    assertEquals(REBUILD, comment.substring(comment.indexOf("select ")));
  }

  @Test
  void concurrent_changes_of_songs_and_libraries_are_all_counted() {
    List<CompletableFuture<Void>> work = new ArrayList<>();
    work.add(worker(1, this::changeSong));
    work.add(worker(2, this::changeSong));
    work.add(worker(3, this::changeLibrary));
    work.add(worker(4, this::changeLibrary));
    work.forEach(Background::result);
    assertFalse(directions().isEmpty());
    equalRebuilt();
  }

  private CompletableFuture<Void> worker(long seed, BiConsumer<Sql, Random> work) {
    return Background.start(
        () -> {
          Random chance = new Random(seed);
          try (Sql sql = fixtures.as("manager_service")) {
            for (int i = 0; i < 60; i++) {
              work.accept(sql, chance);
            }
          }
          return null;
        });
  }

  private void changeSong(Sql sql, Random chance) {
    UUID[] some = {songs[chance.nextInt(songs.length)], songs[chance.nextInt(songs.length)]};
    Arrays.sort(some);
    if (chance.nextBoolean()) {
      sql.update(
          "update public.songs set archived_at = case when archived_at is null then roomtone.now() end where id = any (?)",
          (Object) some);
    } else {
      sql.update(
          "update public.songs set embedding = cast(? as extensions.vector) where id = ?",
          new Vector5(chance.nextFloat(), 0.1f, 0, chance.nextFloat(), 0),
          some[0]);
    }
  }

  private void changeLibrary(Sql sql, Random chance) {
    UUID room = rooms[chance.nextInt(rooms.length)];
    if (chance.nextInt(3) == 0) {
      sql.update("delete from public.player_library where player_id = ?", room);
    } else {
      sql.update(
          "insert into public.player_library (player_id, song_id) select ?, unnest(?::uuid[]) on conflict do nothing",
          room,
          (Object)
              new UUID[] {
                songs[chance.nextInt(songs.length)], songs[chance.nextInt(songs.length)]
              });
    }
  }
}
