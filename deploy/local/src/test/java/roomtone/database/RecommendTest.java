package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** Examples of recommend_with_penalty; {@link PickPropertyTest} checks its arithmetic. */
class RecommendTest {

  private static final Vector5 RAIN = new Vector5(1, 0, 0, 0, 0);

  private Fixtures fixtures;
  private UUID lobby;

  @BeforeEach
  void insertRows() {
    fixtures = Fixtures.atEight();
    lobby = fixtures.player("Lobby");
  }

  @AfterEach
  void close() {
    fixtures.close();
  }

  private List<String> titles(Vector5 taste, Integer limit, UUID room) {
    return fixtures
        .brain()
        .column(
            "select title from public.recommend_with_penalty(cast(? as extensions.vector), ?, ?)",
            taste,
            limit,
            room);
  }

  private double adjusted(UUID song) {
    return fixtures
        .brain()
        .decimal(
            "select adjusted_distance from public.recommend_with_penalty('[1,0,0,0,0]', 100, ?) where id = ?",
            lobby,
            song);
  }

  @Test
  void the_nearest_comes_first() {
    fixtures.song("Wind", 0, 0, 0, 1, 0);
    fixtures.song("Drizzle", 1, 0.2, 0, 0, 0);
    fixtures.song("Downpour", 1, 0, 0.5, 0, 0);
    assertEquals(List.of("Drizzle", "Downpour", "Wind"), titles(RAIN, 10, lobby));
    assertEquals(List.of("Drizzle", "Downpour", "Wind"), titles(RAIN, 10, null));
  }

  @Test
  void the_default_limit_is_ten() {
    for (int i = 0; i < 12; i++) {
      fixtures.song("Drizzle " + i, 1, 0, 0, 0, 0);
    }
    assertEquals(
        10,
        fixtures
            .brain()
            .integer("select count(*) from public.recommend_with_penalty('[1,0,0,0,0]')"));
    assertEquals(List.of(), titles(RAIN, 0, lobby));
    assertEquals(List.of(), titles(RAIN, -1, lobby));
    assertEquals(12, titles(RAIN, Integer.MAX_VALUE, lobby).size());
    assertEquals(12, titles(RAIN, Integer.MAX_VALUE, null).size());
  }

  @Test
  void an_empty_catalogue_gives_no_songs() {
    assertEquals(List.of(), titles(RAIN, 10, lobby));
    assertEquals(List.of(), titles(RAIN, 10, null));
    assertEquals(List.of(), titles(null, 10, lobby));
  }

  @Test
  void a_player_that_does_not_exist_may_play_nothing() {
    fixtures.song("Drizzle", 1, 0, 0, 0, 0);
    assertEquals(List.of(), titles(RAIN, 10, UUID.randomUUID()));
    assertEquals(
        0,
        fixtures
            .manager()
            .integer("select count(*) from roomtone.best_ranked(?, 10)", UUID.randomUUID()));
  }

  @Test
  void a_library_is_all_that_its_player_may_play() {
    UUID drizzle = fixtures.song("Drizzle", 1, 0, 0, 0, 0);
    fixtures.song("Wind", 0, 0, 0, 1, 0);
    UUID garden = fixtures.player("Garden");
    fixtures.library(garden, drizzle);
    assertEquals(List.of("Drizzle"), titles(RAIN, 10, garden));
    assertEquals(List.of("Drizzle", "Wind"), titles(RAIN, 10, lobby));
  }

  @Test
  void archived_songs_and_songs_without_an_embedding_are_not_recommended() {
    fixtures.archive(fixtures.song("Old", 1, 0, 0, 0, 0));
    fixtures.song("Unheard");
    fixtures.song("Drizzle", 1, 0, 0, 0, 0);
    assertEquals(List.of("Drizzle"), titles(RAIN, 10, lobby));
    assertEquals(List.of("Drizzle"), titles(RAIN, 10, null));
    assertEquals(List.of("Drizzle"), titles(null, 10, lobby));
  }

  @Test
  void an_unknown_taste_gets_the_least_recently_played_without_numbers() {
    UUID often = fixtures.song("Often", 1, 0, 0, 0, 0);
    UUID once = fixtures.song("Once", 1, 0, 0, 0, 0);
    fixtures.song("Never", 1, 0, 0, 0, 0);
    fixtures.song("Never either", 0, 1, 0, 0, 0);
    fixtures.pastPlay(lobby, once, Duration.ofHours(5), "finished");
    fixtures.pastPlay(lobby, often, Duration.ofHours(6), "finished");
    fixtures.pastPlay(lobby, often, Duration.ofHours(3), "finished");
    for (Vector5 unknown : new Vector5[] {null, Vector5.ZERO}) {
      assertEquals(List.of("Never", "Never either", "Once", "Often"), titles(unknown, 10, lobby));
      assertEquals(List.of("Never", "Never either", "Once", "Often"), titles(unknown, 10, null));
    }
    fixtures
        .brain()
        .rows(
            "select distance, similarity, adjusted_distance from public.recommend_with_penalty(null)")
        .forEach(row -> row.forEach(value -> assertNull(value)));
  }

  /** A library of so many songs: the song asked for, and others of another sound. */
  private UUID songAmong(int songs) {
    UUID drizzle = fixtures.song("Drizzle", 1, 0, 0, 0, 0);
    for (int n = 1; n < songs; n++) {
      fixtures.song("Wind " + n, 0, 0, 0, 1, 0);
    }
    return drizzle;
  }

  @Test
  void a_recently_played_song_gets_a_penalty_that_decays() {
    UUID drizzle = songAmong(60);
    assertEquals(0, adjusted(drizzle));
    fixtures.pastPlay(lobby, drizzle, Duration.ofHours(2), "finished");
    assertEquals(0.018394, adjusted(drizzle), 1e-9); // 0.05/e, to 6 decimals
    fixtures.advance(Duration.ofHours(22).minusMillis(1));
    assertEquals(Math.rint(0.05 * Math.exp(-12) * 1e6) / 1e6, adjusted(drizzle), 1e-9);
  }

  @Test
  void each_play_of_the_last_24_hours_adds_to_the_penalty() {
    UUID drizzle = songAmong(61);
    fixtures.pastPlay(lobby, drizzle, Duration.ofHours(2), "finished");
    fixtures.pastPlay(lobby, drizzle, Duration.ofHours(4), "skipped");
    fixtures.pastPlay(lobby, drizzle, Duration.ofHours(24), "finished");
    double sum = Math.exp(-1) + Math.exp(-2);
    assertEquals(Math.rint(0.05 * sum * 1e6) / 1e6, adjusted(drizzle), 1e-9);
  }

  @Test
  void plays_elsewhere_add_nothing() {
    UUID drizzle = songAmong(60);
    fixtures.pastPlay(fixtures.player("Garden"), drizzle, Duration.ofHours(1), "finished");
    assertEquals(0, adjusted(drizzle));
  }

  @ParameterizedTest
  @CsvSource({"61, 1", "60, 1", "15, 2", "2, 5.477226"})
  void the_fewer_songs_the_greater_the_penalty(int songs, double factor) {
    UUID drizzle = songAmong(songs);
    fixtures.pastPlay(lobby, drizzle, Duration.ofHours(2), "finished");
    assertEquals(Math.rint(0.05 / Math.E * factor * 1e6) / 1e6, adjusted(drizzle), 1e-9);
  }

  @Test
  void a_play_that_starts_ahead_of_the_clock_counts_as_one_that_starts_now() {
    UUID drizzle = songAmong(60);
    fixtures.pastPlay(lobby, drizzle, Duration.ofMinutes(-1), "finished");
    assertEquals(
        0.05,
        fixtures
            .owner()
            .decimal(
                "select s.penalty from roomtone.recency_penalties(array[?]::uuid[], array[60], roomtone.now()) p cross join unnest(p.penalties) s",
                lobby),
        1e-15);
  }

  @Test
  void without_a_room_the_last_play_in_any_room_counts() {
    UUID drizzle = fixtures.song("Drizzle", 1, 0, 0, 0, 0);
    UUID garden = fixtures.player("Garden");
    fixtures.pastPlay(lobby, drizzle, Duration.ofHours(4), "finished");
    fixtures.pastPlay(garden, drizzle, Duration.ofHours(2), "finished");
    assertEquals(0.018394, adjustedAnywhere(), 1e-9); // 0.05/e, to 6 decimals
    fixtures.advance(Duration.ofHours(22));
    assertEquals(0, adjustedAnywhere());
  }

  private double adjustedAnywhere() {
    return fixtures
        .brain()
        .decimal("select adjusted_distance from public.recommend_with_penalty('[1,0,0,0,0]')");
  }

  @Test
  void ties_go_to_the_song_played_longest_ago_and_then_to_the_smaller_id() {
    UUID lately = fixtures.song("Lately", 1, 0, 0, 0, 0);
    UUID longAgo = fixtures.song("Long ago", 1, 0, 0, 0, 0);
    fixtures.song("Never", 2, 0, 0, 0, 0);
    fixtures.song("Never either", 1, 0, 0, 0, 0);
    fixtures.pastPlay(lobby, lately, Duration.ofHours(100), "finished");
    fixtures.pastPlay(lobby, longAgo, Duration.ofHours(200), "finished");
    assertEquals(List.of("Never", "Never either", "Long ago", "Lately"), titles(RAIN, 10, lobby));
  }

  @Test
  void a_good_reputation_reduces_the_adjusted_distance() {
    UUID drizzle = fixtures.song("Drizzle", 1, 0, 0, 0, 0);
    UUID wind = fixtures.song("Wind", 1, 0, 0, 0.1, 0);
    UUID anna = fixtures.listener();
    fixtures.vote(anna, lobby, wind, 5, 1);
    fixtures.vote(anna, lobby, drizzle, 1, 0.5);
    // mean = (1 - 0.5) / (1.5 + 5); rep = (kw - k*mean) / (k + 5)
    double mean = 0.5 / 6.5;
    assertEquals(-0.3 * (-0.5 - 0.5 * mean) / 5.5, adjusted(drizzle), 1e-6);
    assertEquals(1 - 1 / Math.sqrt(1.01) - 0.3 * (1 - mean) / 6, adjusted(wind), 1e-6);
    assertEquals(List.of("Wind", "Drizzle"), titles(RAIN, 10, lobby));
    UUID garden = fixtures.player("Garden");
    assertEquals(
        List.of("Drizzle", "Wind"), titles(RAIN, 10, garden), "elsewhere it means nothing");
    assertEquals(List.of("Drizzle", "Wind"), titles(RAIN, 10, null));
  }

  @Test
  void at_most_half_of_the_playable_songs_are_cooling_down() {
    UUID[] songs = songs(5);
    for (int i = 0; i < 5; i++) {
      fixtures.pastPlay(lobby, songs[i], Duration.ofMinutes(10L * (i + 1)), "finished");
    }
    // Songs 1 to 5 started 10 to 50 minutes ago; 2 of them may cool down: the last two.
    assertEquals(List.of("Song 5", "Song 4", "Song 3"), titles(null, 10, lobby));
  }

  @Test
  void a_song_played_an_hour_ago_is_not_cooling_down() {
    UUID[] songs = songs(4);
    fixtures.pastPlay(lobby, songs[0], Duration.ofHours(1).plusMillis(1), "finished");
    fixtures.pastPlay(lobby, songs[1], Duration.ofHours(1), "finished");
    assertEquals(List.of("Song 3", "Song 4", "Song 1"), titles(null, 10, lobby));
  }

  @Test
  void the_pick_starts_after_the_last_queued_entry() {
    songs(12);
    fixtures.queues().fill(lobby);
    assertEquals(5, fixtures.queues().entries(lobby).size());
    // 5 of 12 are queued and will have started by then; 6 may cool down.
    assertEquals(
        List.of("Song 6", "Song 7", "Song 8", "Song 9", "Song 10", "Song 11", "Song 12"),
        titles(null, 20, lobby));
    // With longer songs the first two will have started more than an hour before.
    fixtures
        .owner()
        .update("update public.players set soundscape_seconds = 1000 where id = ?", lobby);
    assertTrue(titles(null, 20, lobby).containsAll(List.of("Song 1", "Song 6")));
    assertTrue(
        titles(null, 20, lobby).stream()
            .noneMatch(List.of("Song 3", "Song 4", "Song 5")::contains));
  }

  @Test
  void the_song_that_plays_is_cooling_down() {
    UUID[] songs = songs(3);
    fixtures.pastPlay(lobby, songs[2], Duration.ofMinutes(1), null);
    assertEquals(List.of("Song 1", "Song 2"), titles(null, 10, lobby));
  }

  @Test
  void a_song_that_failed_three_times_in_a_row_is_suspended_for_a_day() {
    UUID[] songs = songs(2);
    for (int i = 1; i <= 2; i++) {
      fixtures.pastPlay(lobby, songs[0], Duration.ofHours(i + 1), "failed");
    }
    assertEquals(List.of("Song 2", "Song 1"), titles(null, 10, lobby), "twice is not enough");
    fixtures.pastPlay(lobby, songs[0], Duration.ofHours(1).plusSeconds(1), "failed");
    assertEquals(List.of("Song 2"), titles(null, 10, lobby));
    assertEquals(
        List.of("Song 1", "Song 2"),
        titles(RAIN, 10, fixtures.player("Garden")).stream().sorted().toList());
    fixtures.advance(Duration.ofHours(23));
    assertEquals(List.of("Song 2", "Song 1"), titles(null, 10, lobby));
  }

  @Test
  void three_failures_with_a_success_between_them_suspend_no_song() {
    UUID[] songs = songs(2);
    fixtures.pastPlay(lobby, songs[0], Duration.ofHours(5), "failed");
    fixtures.pastPlay(lobby, songs[0], Duration.ofHours(4), "failed");
    fixtures.pastPlay(lobby, songs[0], Duration.ofHours(3), "finished");
    fixtures.pastPlay(lobby, songs[0], Duration.ofHours(2), "failed");
    assertEquals(List.of("Song 2", "Song 1"), titles(null, 10, lobby));
  }

  @Test
  void only_the_brain_may_ask() {
    assertEquals(
        Sql.FORBIDDEN,
        fixtures.manager().sqlState("select * from public.recommend_with_penalty('[1,0,0,0,0]')"));
    try (Sql anybody = fixtures.as("anon")) {
      assertEquals(
          Sql.FORBIDDEN,
          anybody.sqlState("select * from public.recommend_with_penalty('[1,0,0,0,0]')"));
    }
  }

  /** Songs of one kind, Song 1 to Song n. */
  private UUID[] songs(int number) {
    UUID[] songs = new UUID[number];
    for (int i = 0; i < number; i++) {
      songs[i] = fixtures.song("Song " + (i + 1), 1, 0, 0, 0, 0);
    }
    return songs;
  }
}
