package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.LocalDatabase.DefaultGrants;
import roomtone.local.testing.Sql;

/**
 * A project that began with the original schema, with all that may have gathered in it, becomes
 * Roomtone's. Schema {@code before} keeps what it held.
 */
class TakeOverTest {

  private static final List<String> TABLES =
      List.of(
          "profiles",
          "roles",
          "songs",
          "players",
          "player_library",
          "player_queue",
          "sessions",
          "votes",
          "songs_playing");

  private static LocalDatabase database;
  private static Sql owner;

  @BeforeAll
  static void takeOver() throws SQLException {
    database = LocalDatabase.empty(DefaultGrants.AUTOMATIC);
    // On Supabase supautils lets postgres move the extension back; here the local shim does.
    database.moveVectorToPublic();
    owner = database.sql("postgres");
    owner.execute(resource("original-schema.sql"));
    owner.execute(resource("original-data.sql"));
    owner.execute("create schema before");
    for (String table : TABLES) {
      owner.execute("create table before.%1$s as table public.%1$s".formatted(table));
    }
    database.migrate();
  }

  @AfterAll
  static void close() {
    owner.close();
    database.close();
  }

  private static String resource(String name) {
    try (var in = TakeOverTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void every_value_is_kept_but_those_that_the_new_rules_mend() {
    StringBuilder mended = new StringBuilder();
    for (String table : TABLES) {
      owner
          .rows(
              """
              select right(a.id::text, 1), old.key, old.value, new.value
              from before.%1$s b join public.%1$s a on a.id = b.id
              cross join lateral jsonb_each_text(to_jsonb(b)) old
              join lateral jsonb_each_text(to_jsonb(a)) new on new.key = old.key
              where new.value is distinct from old.value
              order by a.id, old.key
              """
                  .formatted(table))
          .forEach(
              change ->
                  mended.append(
                      "%s %s %s: %s -> %s%n"
                          .formatted(
                              table,
                              change.get(0),
                              change.get(1),
                              change.get(2),
                              momentless(change.get(3)))));
    }
    assertEquals(
        """
        profiles 2 created_at: null -> now
        profiles 2 display_name: %s -> %s
        profiles 2 preference_vector: [3,4,0,0,0] -> [0.6,0.8,0,0,0]
        profiles 3 preference_vector: [0,0,0,0,0] -> null
        profiles 4 email: null -> listener4@example.org
        profiles 5 email: null -> listener5@example.org
        profiles 5 preference_vector: [0,0,1e-30,0,0] -> [0,0,1,0,0]
        songs 2 embedding: [0,0,0,0,0] -> null
        songs 3 created_at: null -> now
        songs 3 type: null -> soundscape
        songs 4 duration: 0 -> null
        songs 5 duration: -5 -> null
        songs 5 embedding: [0,0,0,0,1e-30] -> [0,0,0,0,1]
        songs 6 embedding: [0,0,0,4e+30,0] -> [0,0,0,1,0]
        players 1 token: plain-1 -> sha256
        players 2 status: broken -> offline
        players 2 token: plain-2 -> sha256
        players 3 created_at: null -> now
        players 3 status: null -> offline
        players 3 token: plain-3 -> sha256
        players 4 token: plain-4 -> sha256
        players 5 token: plain-5 -> sha256
        players 6 token: plain-6 -> sha256
        players 7 token: plain-7 -> sha256
        player_queue 2 added_at: null -> now
        player_queue 2 position: 7 -> 3
        player_queue 3 position: 7 -> 1
        player_queue 4 position: 7 -> 2
        player_queue 6 position: 0 -> 2
        player_queue 7 position: -3 -> 1
        sessions 1 expires_at: null -> 2026-01-01T11:00
        sessions 1 status: active -> ended
        sessions 2 expires_at: 2026-01-08T11:00:00+00:00 -> 2026-01-01T23:00
        sessions 2 status: active -> ended
        sessions 3 expires_at: 2026-01-01T10:00:00+00:00 -> 2026-01-01T11:00
        sessions 4 checked_in_at: null -> now
        sessions 4 expires_at: null -> now
        sessions 4 status: null -> ended
        sessions 5 status: gone -> ended
        votes 3 vote_time: null -> now
        songs_playing 3 played_at: null -> now
        """
            .formatted("b".repeat(60), "b".repeat(50)),
        mended.toString());
  }

  /** What was made up at the time of taking over, and digests, by a word instead of a value. */
  private static String momentless(String value) {
    if (value == null) {
      return "null";
    }
    if (value.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
      return value.startsWith("2026-01-0") ? value.substring(0, 16) : "now";
    }
    return value.startsWith("sha256:") ? "sha256" : value;
  }

  @Test
  void what_vanished_is_an_exact_duplicate_or_lies_among_the_rejected() {
    assertEquals(
        List.of(),
        owner.column(
            """
            select 'roles ' || b.id from before.roles b
            where not exists (select from public.roles a where a.user_id = b.user_id and a.role = b.role)
              and not exists (select from roomtone.rejected_rows r where r.table_name = 'roles' and r.content = to_jsonb(b))
            union all
            select 'player_library ' || b.id from before.player_library b
            where not exists (select from public.player_library a where a.player_id = b.player_id and a.song_id = b.song_id)
              and not exists (select from roomtone.rejected_rows r where r.table_name = 'player_library' and r.content = to_jsonb(b))
            union all
            select 'player_queue ' || b.id from before.player_queue b
            where not exists (select from public.player_queue a where a.id = b.id)
              and not exists (select from roomtone.rejected_rows r where r.table_name = 'player_queue' and r.content = to_jsonb(b))
            union all
            select 'sessions ' || b.id from before.sessions b
            where not exists (select from public.sessions a where a.id = b.id)
              and not exists (select from roomtone.rejected_rows r where r.table_name = 'sessions' and r.content @> to_jsonb(b))
            union all
            select 'votes ' || b.id from before.votes b
            where not exists (select from public.votes a where a.id = b.id)
              and not exists (
                select from roomtone.rejected_votes r
                where (r.id, r.user_id, r.song_id, r.vote_value, r.vote_time) is not distinct from (b.id, b.user_id, b.song_id, b.vote_value, b.vote_time))
            union all
            select t || ' ' || id from (
              select 'songs' as t, id from before.songs except select 'songs', id from public.songs
            ) lost
            union all
            select t || ' ' || id from (
              select 'players' as t, id from before.players except select 'players', id from public.players
            ) lost
            union all
            select t || ' ' || id from (
              select 'profiles' as t, id from before.profiles except select 'profiles', id from public.profiles
            ) lost
            union all
            select t || ' ' || id from (
              select 'songs_playing' as t, id from before.songs_playing except select 'songs_playing', id from public.songs_playing
            ) lost
            """));
  }

  @Test
  void nothing_is_kept_twice() {
    assertEquals(
        "profiles 6, roles 3, songs 6, players 7, player_library 2, player_queue 5, sessions 6, votes 4, songs_playing 5",
        TABLES.stream()
            .map(table -> table + " " + owner.text("select count(*) from public." + table))
            .collect(Collectors.joining(", ")));
    assertEquals(
        List.of("player_library 2", "player_queue 4", "roles 2", "sessions 1"),
        owner.column(
            "select table_name || ' ' || count(*) from roomtone.rejected_rows group by table_name order by 1"));
  }

  @Test
  void votes_that_never_were_votes_are_set_aside_with_the_reason() {
    assertEquals(
        List.of(
            "4 outside 1..5",
            "5 outside 1..5",
            "6 outside 1..5",
            "7 no listener or no song",
            "8 no listener or no song"),
        owner.column(
            "select right(id::text, 1) || ' ' || reason from roomtone.rejected_votes order by id"));
  }

  @Test
  void a_known_taste_lives_on_as_what_the_listener_once_said() {
    assertEquals(
        List.of(
            List.of("1", "[1,0,0,0,0]", "t", "t"),
            List.of("2", "[0.6,0.8,0,0,0]", "t", "t"),
            List.of("5", "[0,0,1,0,0]", "t", "t")),
        owner.rows(
            """
            select right(id::text, 1), survey_vector, survey_vector = preference_vector,
              survey_at is not null and survey_seq is not null
            from public.profiles where survey_vector is not null order by id
            """));
  }

  @Test
  void old_votes_of_a_known_taste_are_in_it_already_and_the_others_wait_to_be_applied() {
    assertEquals(
        List.of("1 t", "2 t", "3 null", "9 t"),
        owner
            .column(
                """
            select right(v.id::text, 1) || ' ' || coalesce((v.applied_seq < p.survey_seq)::text, 'null')
            from public.votes v join public.profiles p on p.id = v.user_id order by v.id
            """)
            .stream()
            .map(line -> line.replace("true", "t"))
            .toList());
    assertTrue(
        owner.bool("select bool_and(weight is null and player_id is null) from public.votes"));
  }

  @Test
  void vector_has_moved_to_extensions_and_the_columns_with_it() {
    assertEquals(
        "extensions",
        owner.text("select extnamespace::regnamespace from pg_extension where extname = 'vector'"));
    assertEquals(
        "extensions.vector",
        owner.text(
            """
            select n.nspname || '.' || t.typname from pg_attribute a
            join pg_type t on t.oid = a.atttypid join pg_namespace n on n.oid = t.typnamespace
            where a.attrelid = 'public.songs'::regclass and a.attname = 'embedding'
            """));
  }

  @Test
  void rooms_of_equal_or_awkward_names_have_slugs_of_their_own() {
    List<String> slugs = owner.column("select slug from public.players order by id");
    assertEquals(
        List.of("the-lobby", "the-lobby-2", "the-lobby-3", "room", "room-x"), slugs.subList(0, 5));
    assertEquals(7, slugs.stream().distinct().count());
  }

  @Test
  void devices_go_on_with_the_tokens_they_have() {
    assertEquals(
        List.of("t"),
        owner.column(
            """
            select distinct a.token = 'sha256:' || encode(sha256(convert_to(b.token, 'UTF8')), 'hex')
            from before.players b join public.players a on a.id = b.id
            """));
  }

  @Test
  void one_session_at_most_is_active_for_each_listener() {
    assertEquals(
        List.of("3"),
        owner.column(
            "select right(id::text, 1) from public.sessions where status = 'active' order by id"));
  }

  @Test
  void what_was_played_last_is_known() {
    assertEquals(
        List.of("1 2026-01-01 11:00:00+00", "2 now"),
        owner.column(
            """
            select right(song_id::text, 1) || ' ' || case when played_at > '2026-02-01' then 'now' else (played_at at time zone 'UTC') || '+00' end
            from roomtone.last_plays order by song_id
            """));
  }

  @Test
  void the_old_policies_are_gone() {
    assertEquals(
        0,
        owner.integer(
            """
            select count(*) from pg_policies
            where policyname like 'Public %' or (policyname like 'User %' and roles <> '{authenticated}')
            """));
  }

  @Test
  void every_user_has_a_profile_and_every_player_a_collective() {
    assertEquals(
        0,
        owner.integer(
            "select count(*) from auth.users u where not exists (select from public.profiles p where p.id = u.id)"));
    assertEquals(
        0,
        owner.integer(
            "select count(*) from public.players p where not exists (select from roomtone.collectives c where c.player_id = p.id)"));
  }

  @Test
  void its_rooms_play_at_once_and_no_number_is_nan() throws SQLException {
    try (Sql brain = database.sql("brain_service")) {
      assertEquals(
          7,
          brain
              .rows("select * from roomtone.queue_fill((select array_agg(id) from public.players))")
              .size());
      assertEquals(
          0,
          brain.integer(
              """
              select count(*) from public.players p
              cross join lateral public.recommend_with_penalty('[1e-30,0,0,1e-30,0]', 10, p.id) r
              where r.distance = 'NaN' or r.adjusted_distance = 'NaN' or r.distance is null
              """));
    }
    assertEquals(7, owner.integer("select count(distinct player_id) from public.player_queue"));
  }
}
