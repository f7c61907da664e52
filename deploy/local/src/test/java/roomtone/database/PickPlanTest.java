package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.Sql;

/**
 * How many rows a fill reads among fifty thousand songs and a thousand rooms. The plans are those
 * of the statements inside the functions, as the server logs them.
 */
class PickPlanTest {

  private static final UUID VOTED = new UUID(0, 5);
  private static final UUID LISTED = new UUID(0, 7);

  private static Fixtures fixtures;
  private static Sql sql;

  @BeforeAll
  static void insertRows() throws Exception {
    fixtures = Fixtures.atEight();
    sql = fixtures.as("supabase_admin");
    sql.execute(
        """
        set session_replication_role = replica;
        select setseed(0.5);
        insert into public.songs (id, title, search_text, file_url, embedding)
        select ('00000000-0000-0000-0000-0001' || lpad(to_hex(n), 8, '0'))::uuid, 'song', 'song', 'https://files.example.org',
          array[random(), random(), random(), random(), random() + 0.001]::real[]::extensions.vector
        from generate_series(1, 50000) n;
        insert into public.players (id, name, slug, token, status)
        select ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 'room', 'room-' || n,
          'sha256:' || lpad(to_hex(n), 64, '0'), 'playing'
        from generate_series(1, 1000) n;
        insert into roomtone.collectives (player_id) select id from public.players;
        insert into public.player_library (player_id, song_id)
        select '00000000-0000-0000-0000-000000000007', s.id from public.songs s limit 500;
        insert into auth.users (id)
        select ('00000000-0000-0000-0001-' || lpad(to_hex(n), 12, '0'))::uuid from generate_series(1, 5000) n;
        insert into public.profiles (id, preference_vector)
        select u.id, extensions.l2_normalize(array[random(), random(), random(), random(), 0.1]::real[]::extensions.vector) from auth.users u;
        insert into public.sessions (id, stay_id, user_id, player_id, checked_in_at, stay_since, expires_at, status)
        select p.id, p.id, p.id, ('00000000-0000-0000-0000-' || lpad(to_hex(1 + row_number() over () % 1000), 12, '0'))::uuid,
          roomtone.now(), roomtone.now(), roomtone.now() + interval '1 hour', 'active'
        from public.profiles p;
        insert into public.songs_playing (player_id, song_id, played_at, outcome)
        select p.id, ('00000000-0000-0000-0000-0001' || lpad(to_hex(1 + (17 * n) % 50000), 8, '0'))::uuid,
          roomtone.now() - n * interval '3 minutes', 'finished'
        from public.players p, generate_series(1, 20) n;
        insert into roomtone.last_plays select player_id, song_id, max(played_at) from public.songs_playing group by 1, 2;
        insert into roomtone.song_reputations
        select p.player_id, p.song_id, 2, 1.5, case when random() < 0.5 then 1 else -1 end, extensions.l2_normalize(s.embedding)
        from public.songs_playing p join public.songs s on s.id = p.song_id on conflict do nothing;
        set session_replication_role = origin;
        select roomtone.rebuild_playable_sums();
        analyze;
        load 'auto_explain';
        set auto_explain.log_min_duration = 0;
        set auto_explain.log_analyze = on;
        set auto_explain.log_timing = off;
        set auto_explain.log_format = json;
        set auto_explain.log_nested_statements = on;
        set client_min_messages = log;
        """);
  }

  @AfterAll
  static void close() {
    sql.close();
    fixtures.close();
  }

  /** A table read by a node of a plan: how, and how many rows of it in all. */
  private record Read(String table, String by, double rows) {}

  /** All rows that one fill of the rooms reads. */
  private static List<Read> reads(UUID... rooms) throws Exception {
    List<Read> reads = new ArrayList<>();
    try (var statement =
        sql.connection().prepareStatement("select count(*) from roomtone.queue_fill(?)")) {
      statement.setObject(1, sql.connection().createArrayOf("uuid", rooms));
      statement.execute();
      for (var said = statement.getWarnings(); said != null; said = said.getNextWarning()) {
        String text = said.getMessage();
        if (text.contains("plan:")) {
          collect(new JsonMapper().readTree(text.substring(text.indexOf('{'))).path("Plan"), reads);
        }
      }
    }
    assertFalse(reads.isEmpty(), "the server logged no plan");
    return reads;
  }

  private static void collect(JsonNode node, List<Read> reads) {
    if (node.has("Relation Name") && node.path("Actual Loops").asLong() > 0) {
      reads.add(
          new Read(
              node.path("Relation Name").asText(),
              node.path("Index Name").asText(node.path("Node Type").asText()),
              (node.path("Actual Rows").asDouble() + node.path("Rows Removed by Filter").asDouble())
                  * node.path("Actual Loops").asDouble()));
    }
    node.path("Plans").forEach(child -> collect(child, reads));
  }

  private static double rowsOf(List<Read> reads, String table) {
    return reads.stream().filter(read -> read.table().equals(table)).mapToDouble(Read::rows).sum();
  }

  @Test
  void a_room_without_a_library_reads_of_the_catalogue_only_what_is_near_or_voted_on()
      throws Exception {
    List<Read> reads = reads(VOTED);
    assertTrue(
        reads.stream()
            .anyMatch(read -> read.by().equals("songs_direction_idx") && read.rows() < 100),
        reads::toString);
    assertTrue(rowsOf(reads, "songs") < 500, reads::toString);
    assertNoScans(reads);
  }

  @Test
  void a_room_with_a_library_reads_its_library_once_and_few_songs() throws Exception {
    List<Read> reads = reads(LISTED);
    assertTrue(rowsOf(reads, "songs") < 500, reads::toString);
    assertTrue(rowsOf(reads, "library_directions") < 600, reads::toString);
    assertTrue(rowsOf(reads, "last_plays") < 60, reads::toString);
    assertNoScans(reads);
  }

  @Test
  void a_batch_reads_no_more_of_anything_than_its_rooms_have() throws Exception {
    UUID[] rooms = new UUID[20];
    for (int n = 0; n < rooms.length; n++) {
      rooms[n] = new UUID(0, 100 + n);
    }
    List<Read> reads = reads(rooms);
    assertNoScans(reads);
    // five people, twenty plays and twenty songs with votes in each, looked at a few times
    assertTrue(rowsOf(reads, "sessions") <= 2 * 20 * 5, reads::toString);
    assertTrue(rowsOf(reads, "profiles") <= 2 * 20 * 5, reads::toString);
    assertTrue(rowsOf(reads, "songs_playing") <= 3 * 20 * 20, reads::toString);
    assertTrue(rowsOf(reads, "song_reputations") <= 20 * 20 * 2, reads::toString);
    // One row for each room by any index; of players also one for each new entry.
    assertTrue(rowsOf(reads, "collectives") <= 20 * 6, reads::toString);
    assertTrue(rowsOf(reads, "players") <= 20 * 8, reads::toString);
    assertTrue(rowsOf(reads, "ledgers") <= 20 * 5, reads::toString);
    assertTrue(rowsOf(reads, "last_plays") <= 20 * 60, reads::toString);
    assertTrue(rowsOf(reads, "songs") < 20 * 300, reads::toString);
    assertEquals(
        100,
        sql.integer(
            "select count(*) from public.player_queue where player_id = any (?)", (Object) rooms));
  }

  private static void assertNoScans(List<Read> reads) {
    assertFalse(
        reads.stream().anyMatch(read -> read.by().equals("Seq Scan") && read.rows() > 50),
        reads::toString);
  }
}
