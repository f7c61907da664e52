package roomtone.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.LocalDatabase.DefaultGrants;
import roomtone.local.testing.SongRow;
import roomtone.local.testing.Sql;

/** How migrations behave as such: from nothing, a second time, and when one of them fails. */
class MigrationTest {

  /** A hash of all relations, columns, constraints, functions, triggers, policies and rights. */
  private static final String STATE =
      """
      select md5(string_agg(line, E'\\n' order by line)) from (
        select format('%s %s %s', c.oid::regclass, c.relkind, c.relacl) as line from pg_class c
        where c.relnamespace::regnamespace::text in ('public', 'roomtone')
        union all
        select format('%s %s %s %s %s', attrelid::regclass, attname, atttypid::regtype, attnotnull, attacl) from pg_attribute a
        join pg_class c on c.oid = attrelid where c.relnamespace::regnamespace::text in ('public', 'roomtone')
        union all
        select pg_get_constraintdef(oid) || conname from pg_constraint where connamespace::regnamespace::text in ('public', 'roomtone')
        union all
        select pg_get_functiondef(oid) || proacl::text from pg_proc where pronamespace::regnamespace::text in ('public', 'roomtone')
        union all
        select format('%s %s', t.tgrelid::regclass, t.tgname) from pg_trigger t where not t.tgisinternal
        union all
        select format('%s %s %s', schemaname, tablename, policyname) from pg_policies
      ) x
      """;

  @Test
  void a_fresh_database_is_empty_and_ready() throws SQLException {
    try (LocalDatabase database = LocalDatabase.empty(DefaultGrants.NONE)) {
      database.migrate();
      try (Sql owner = database.sql("postgres")) {
        for (String table : List.of("songs", "players", "votes", "sessions", "profiles")) {
          assertEquals(0, owner.integer("select count(*) from public." + table));
        }
        assertEquals(0, owner.integer("select count(*) from roomtone.rejected_rows"));
        assertEquals("f", owner.text("select demo from roomtone.installation"));
      }
    }
  }

  @Test
  void migrating_again_does_nothing() throws SQLException {
    try (LocalDatabase database = LocalDatabase.empty();
        Sql owner = database.sql("postgres")) {
      database.migrate();
      String before = owner.text(STATE);
      String applied = owner.text("select count(*) from roomtone_local_migrations.applied");
      database.migrate();
      assertEquals(before, owner.text(STATE));
      assertEquals(applied, owner.text("select count(*) from roomtone_local_migrations.applied"));
    }
  }

  @Test
  void both_settings_of_default_grants_end_in_the_same_rights() throws SQLException {
    try (LocalDatabase today = LocalDatabase.empty(DefaultGrants.NONE);
        LocalDatabase older = LocalDatabase.empty(DefaultGrants.AUTOMATIC);
        Sql inToday = today.sql("postgres");
        Sql inOlder = older.sql("postgres")) {
      today.migrate();
      older.migrate();
      String future =
          "create table public.notes (note text); create function public.f() returns int language sql as 'select 1'";
      inToday.execute(future);
      inOlder.execute(future);
      for (String browser : List.of("anon", "authenticated", "service_role")) {
        for (Sql owner : List.of(inToday, inOlder)) {
          assertEquals(
              "f",
              owner.text("select has_table_privilege(?, 'public.notes', 'select')", browser),
              "a table made later is closed to " + browser);
          assertEquals(
              "f",
              owner.text("select has_function_privilege(?, 'public.f()', 'execute')", browser),
              "a function made later is closed to " + browser);
        }
      }
    }
  }

  @Test
  void a_migration_that_fails_leaves_nothing_of_itself() throws SQLException {
    try (LocalDatabase database = LocalDatabase.empty();
        Sql owner = database.sql("postgres")) {
      database.migrateTo("20261130090300");
      // The next migration fails at this table, after much of its work.
      owner.execute("create table roomtone.pairings (in_the_way int)");
      String before = owner.text(STATE);
      assertThrows(RuntimeException.class, database::migrate);
      assertEquals(before, owner.text(STATE));
      assertEquals("20261130090300", owner.text("select version from roomtone.schema_version"));
      assertTrue(owner.bool("select to_regclass('roomtone.vote_requests') is null"));
      owner.execute("drop table roomtone.pairings");
      database.migrate();
      assertEquals(
          owner.text("select max(version) from roomtone_local_migrations.applied"),
          owner.text("select version from roomtone.schema_version"));
    }
  }

  /** Whoever uses a table would wait behind a migration that waits for it. */
  @Test
  void a_migration_that_does_not_get_a_lock_within_seconds_fails_and_can_be_run_again()
      throws SQLException {
    try (LocalDatabase database = LocalDatabase.empty();
        Sql owner = database.sql("postgres")) {
      database.migrateTo("20261130090000");
      String before = owner.text(STATE);
      try (Sql report = database.sql("postgres")) {
        report.execute("begin");
        report.execute("lock table public.votes in access share mode");
        RuntimeException refused =
            assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertThrows(RuntimeException.class, database::migrate));
        assertTrue(refused.getMessage().contains("lock timeout"), refused.getMessage());
        report.execute("commit");
      }
      assertEquals(before, owner.text(STATE));
      database.migrate();
    }
  }

  /** The sums may be rebuilt by hand while the services run. */
  @Test
  void votes_and_changed_embeddings_during_a_rebuild_of_reputations_are_counted()
      throws SQLException {
    try (LocalDatabase database = LocalDatabase.empty();
        Sql owner = database.sql("postgres")) {
      database.migrate();
      UUID room =
          owner.uuid("insert into public.players (name, token) values ('Lobby', 't') returning id");
      UUID anna = UUID.randomUUID();
      owner.update("insert into auth.users (id, email) values (?, 'anna@example.org')", anna);
      UUID rain = SongRow.titled("Rain").embedding(1, 0, 0, 0, 0).insert(owner);
      UUID surf = SongRow.titled("Surf").embedding(0, 1, 0, 0, 0).insert(owner);
      try (Sql brain = database.sql("brain_service");
          Sql staff = database.sql("manager_service");
          Sql counting = database.sql("postgres")) {
        vote(brain, anna, surf, room);
        counting.execute("begin");
        staff.execute("begin");
        staff.update("update public.songs set embedding = '[0,0,0,1,0]' where id = ?", surf);
        var counted =
            Background.start(() -> counting.rows("select roomtone.rebuild_song_reputations()"));
        Await.until("a transaction waits for a lock", () -> waiting(owner) == 1);
        staff.execute("commit");
        Background.result(counted);
        var voted = Background.start(() -> vote(brain, anna, rain, room));
        Await.until("a transaction waits for a lock", () -> waiting(owner) == 1);
        counting.execute("commit");
        assertEquals(1, Background.result(voted));
      }
      assertEquals(
          List.of("[0,0,0,1,0]", "[1,0,0,0,0]"),
          owner.column("select direction from roomtone.song_reputations order by direction::text"));
    }
  }

  private static int vote(Sql brain, UUID listener, UUID song, UUID room) {
    return brain.update(
        "insert into public.votes (user_id, song_id, vote_value, player_id, weight) values (?, ?, 5, ?, 1)",
        listener,
        song,
        room);
  }

  private static int waiting(Sql sql) {
    return sql.integer("select count(distinct pid) from pg_locks where not granted");
  }
}
