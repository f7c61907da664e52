package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/** What a search of the songs that a room may play finds, and reads, in a catalogue of 50,000. */
class PlayableSongsTest {

  private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=(\\d+)");

  private static Fixtures fixtures;
  private static Sql owner;
  private static UUID everything;
  private static UUID few;

  @BeforeAll
  static void furnish() {
    fixtures = Fixtures.atEight();
    owner = fixtures.owner();
    everything = fixtures.player("Everything");
    few = fixtures.player("Few");
    try (Sql superuser = fixtures.database().sql("supabase_admin")) {
      superuser.execute(
          """
          set session_replication_role = replica;
          insert into public.songs (title, artist, search_text, file_url)
          select s.title, s.artist, roomtone.folded(s.title || ' ' || s.artist), 'https://files.example.org'
          from (
            select (array['Rain', 'Étude', 'Waves', 'Wind', 'River'])[1 + n % 5] || ' ' || md5(n::text) as title,
              (array['Nature', 'Björk', 'The Clouds'])[1 + n % 3] as artist
            from generate_series(1, 50000) n
          ) s;
          insert into public.player_library (player_id, song_id)
          select p.id, s.id from public.players p, (select id from public.songs order by title limit 20) s where p.name = 'Few';
          set session_replication_role = origin;
          select roomtone.rebuild_playable_sums();
          """);
      superuser.execute("vacuum analyze public.songs, public.player_library");
    }
  }

  @AfterAll
  static void close() {
    fixtures.close();
  }

  @ParameterizedTest
  @CsvSource({"''", "etude", "'BJORK wave'", "a1", "f", "'c4ca4 rain'", "'nothing such'"})
  void a_search_finds_what_a_comparison_of_all_songs_finds(String search) {
    for (UUID player : List.of(everything, few)) {
      String all =
          """
          from roomtone.library_songs l join public.songs s on s.id = l.song_id
          where l.player_id = ?
            and not exists (
              select from regexp_split_to_table(roomtone.folded(?), '\\s+') w
              where strpos(roomtone.folded(concat_ws(' ', s.title, s.artist)), w) = 0)
          """;
      assertEquals(
          owner.column(
              "select s.id "
                  + all
                  + " order by roomtone.folded(concat_ws(' ', s.title, s.artist)), s.id limit 50",
              player,
              search),
          owner.column(
              "select song_id from roomtone.playable_songs(?, ?, 50, 0) where song_id is not null",
              player,
              search));
      assertEquals(
          owner.integer("select count(*) " + all, player, search),
          owner.integer(
              "select max(total) from roomtone.playable_songs(?, ?, 1, 0)", player, search));
    }
  }

  /** The catalogue alone has more than 1,000 blocks of 8 kB. */
  @Test
  void a_page_and_a_rare_word_read_a_small_part_of_the_catalogue() {
    assertTrue(owner.integer("select pg_relation_size('public.songs') / 8192") > 1000);
    assertTrue(blocks(everything, "") < 200, "the first page in the order of an index");
    assertTrue(blocks(everything, "c4ca4238") < 300, "the words of a trigram index");
    assertTrue(blocks(everything, "nothing such") < 300, "nothing is found");
    assertTrue(blocks(few, "") < 400, "the songs of a small library");
    assertTrue(blocks(few, "r") < 400, "a letter in a small library");
  }

  /** How many blocks a search reads when the session has planned one before. */
  private static int blocks(UUID player, String search) {
    try (Sql brain = fixtures.database().sql("brain_service")) {
      String found =
          "select * from roomtone.playable_songs('%s', '%s', 20, 0)".formatted(player, search);
      brain.column(found);
      String plan = String.join("\n", brain.column("explain (analyze, buffers) " + found));
      Matcher buffers = BUFFERS.matcher(plan);
      assertTrue(buffers.find() && !plan.contains("read="), plan);
      return Integer.parseInt(buffers.group(1));
    }
  }
}
