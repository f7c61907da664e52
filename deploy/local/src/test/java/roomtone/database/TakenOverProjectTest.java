package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * A project that began with the original schema works as a new one does after the migrations: with
 * its tastes, votes, sessions, devices, rights and rooms.
 */
class TakenOverProjectTest {

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
  void a_known_taste_becomes_the_survey_of_the_listener() {
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
  void votes_count_as_applied_to_a_known_taste_and_the_others_wait_to_be_applied() {
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
  void rooms_whose_names_are_equal_or_make_no_slug_get_slugs_of_their_own() {
    List<String> slugs = owner.column("select slug from public.players order by id");
    assertEquals(
        List.of("the-lobby", "the-lobby-2", "the-lobby-3", "room", "room-x"), slugs.subList(0, 5));
    assertEquals(7, slugs.stream().distinct().count());
  }

  @Test
  void devices_keep_their_tokens() {
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
  void a_session_that_is_over_says_when_and_why_it_ended() {
    assertEquals(
        List.of(
            "1 2026-01-01 11:00 taken-over",
            "2 2026-01-01 23:00 taken-over",
            "4 now taken-over",
            "5 2026-01-01 11:00 taken-over",
            "7 2026-01-01 11:00 taken-over",
            "8 2026-01-01 11:00 unknown"),
        owner.column(
            """
            select right(id::text, 1) || ' '
              || case when ended_at > '2026-02-01' then 'now' else to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') end || ' ' || end_reason
            from public.sessions where status = 'inactive' order by id
            """));
  }

  @Test
  void the_last_play_of_each_song_is_known() {
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
  void every_room_gets_a_queue_and_no_number_is_nan() throws SQLException {
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
