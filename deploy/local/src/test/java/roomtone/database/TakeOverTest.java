package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * The migrations keep the rows of a project that began with the original schema, change only values
 * that break a rule, and reject rows only with a record of them.
 */
class TakeOverTest {

  private static LocalDatabase database;
  private static Sql owner;

  @BeforeAll
  static void takeOver() throws SQLException {
    database = OriginalProject.migrated();
    owner = database.sql("postgres");
  }

  @AfterAll
  static void close() {
    owner.close();
    database.close();
  }

  @Test
  void every_value_is_kept_except_those_that_break_a_new_rule() {
    StringBuilder changed = new StringBuilder();
    for (String table : OriginalProject.TABLES) {
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
                  changed.append(
                      "%s %s %s: %s -> %s%n"
                          .formatted(
                              table,
                              change.get(0),
                              change.get(1),
                              change.get(2),
                              withoutTimesAndDigests(change.get(3)))));
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
        sessions 1 status: active -> inactive
        sessions 2 expires_at: 2026-01-08T11:00:00+00:00 -> 2026-01-01T23:00
        sessions 2 status: active -> inactive
        sessions 3 expires_at: 2026-01-01T10:00:00+00:00 -> 2026-01-01T11:00
        sessions 4 checked_in_at: null -> now
        sessions 4 expires_at: null -> now
        sessions 4 status: null -> inactive
        sessions 5 status: gone -> inactive
        sessions 7 status: expired -> inactive
        votes 3 vote_time: null -> now
        songs_playing 3 played_at: null -> now
        """
            .formatted("b".repeat(60), "b".repeat(50)),
        changed.toString());
  }

  /** A word instead of a time of the migration itself or of a digest; any other value as it is. */
  private static String withoutTimesAndDigests(String value) {
    if (value == null) {
      return "null";
    }
    if (value.matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
      return value.startsWith("2026-01-0") ? value.substring(0, 16) : "now";
    }
    return value.startsWith("sha256:") ? "sha256" : value;
  }

  @Test
  void a_missing_row_was_an_exact_duplicate_or_is_among_the_rejected_rows() {
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
        "profiles 6, roles 3, songs 6, players 7, player_library 2, player_queue 5, sessions 7, votes 4, songs_playing 5",
        OriginalProject.TABLES.stream()
            .map(table -> table + " " + owner.text("select count(*) from public." + table))
            .collect(Collectors.joining(", ")));
    assertEquals(
        List.of("player_library 2", "player_queue 4", "roles 2", "sessions 1"),
        owner.column(
            "select table_name || ' ' || count(*) from roomtone.rejected_rows group by table_name order by 1"));
  }

  @Test
  void invalid_votes_are_kept_apart_with_the_reason() {
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
}
