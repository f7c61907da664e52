package roomtone.local.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase.DefaultGrants;
import roomtone.local.testing.Sql.SqlFailure;

/** What a test database has in common with a Supabase project. */
class LocalDatabaseTest {

  @Test
  void two_fresh_databases_share_no_tables() {
    try (LocalDatabase one = LocalDatabase.fresh();
        LocalDatabase other = LocalDatabase.fresh()) {
      execute(one, "postgres", "create table public.notes (note text)");
      assertEquals("f", query(other, "postgres", "select to_regclass('public.notes') is not null"));
    }
  }

  @Test
  void a_closed_database_is_gone() {
    LocalDatabase database = LocalDatabase.fresh();
    try (Sql open = database.sql("postgres")) {
      database.close();
      assertThrows(SQLException.class, () -> database.connect("postgres").close());
      assertThrows(SqlFailure.class, () -> open.execute("select 1"));
    }
  }

  @Test
  void postgres_owns_the_database_and_is_no_superuser_as_on_supabase() {
    try (LocalDatabase database = LocalDatabase.empty()) {
      assertEquals(
          "postgres",
          query(
              database,
              "postgres",
              "select datdba::regrole from pg_database where datname = current_database()"));
      assertEquals(
          "(f,t,t,t)",
          query(
              database,
              "postgres",
              "select (rolsuper, rolcreaterole, rolcreatedb, rolbypassrls) from pg_roles where rolname = current_user"));
    }
  }

  @Test
  void vector_and_pgcrypto_live_in_extensions() {
    try (LocalDatabase database = LocalDatabase.empty()) {
      assertEquals(
          "pgcrypto,vector",
          query(
              database,
              "postgres",
              "select string_agg(extname, ',' order by extname) from pg_extension where extnamespace = 'extensions'::regnamespace"));
      execute(database, "postgres", "create extension if not exists vector");
    }
  }

  @Test
  void postgres_moves_vector_from_public_to_extensions_with_the_data_that_use_it() {
    try (LocalDatabase database = LocalDatabase.empty()) {
      database.moveVectorToPublic();
      execute(
          database,
          "postgres",
          """
          create table public.songs (embedding public.vector(5));
          insert into public.songs values ('[1,0,0,0,0]');
          alter extension vector set schema extensions;
          """);
      assertEquals(
          "extensions.vector",
          query(
              database,
              "postgres",
              """
              select format('%s.%s', n.nspname, t.typname)
                from pg_attribute a
                join pg_type t on t.oid = a.atttypid
                join pg_namespace n on n.oid = t.typnamespace
               where a.attrelid = 'public.songs'::regclass and a.attname = 'embedding'
              """));
    }
  }

  @Test
  void postgres_may_reference_users_and_put_triggers_on_them() {
    try (LocalDatabase database = LocalDatabase.empty()) {
      execute(
          database,
          "postgres",
          """
          create table public.people (id uuid primary key references auth.users on delete cascade);
          create function public.welcome() returns trigger language plpgsql security definer set search_path = ''
            as 'begin insert into public.people values (new.id); return new; end';
          create trigger welcome after insert on auth.users for each row execute function public.welcome();
          """);
      execute(
          database,
          "supabase_auth_admin",
          "insert into auth.users (id) values (gen_random_uuid())");
      assertEquals("1", query(database, "postgres", "select count(*) from public.people"));
    }
  }

  @Test
  void new_tables_are_closed_to_browsers_in_todays_projects() {
    try (LocalDatabase database = LocalDatabase.empty(DefaultGrants.NONE)) {
      execute(database, "postgres", "create table public.notes (note text)");
      assertThrows(
          SqlFailure.class, () -> query(database, "anon", "select count(*) from public.notes"));
    }
  }

  @Test
  void new_tables_are_open_to_browsers_in_older_projects() {
    try (LocalDatabase database = LocalDatabase.empty(DefaultGrants.AUTOMATIC)) {
      execute(database, "postgres", "create table public.notes (note text)");
      assertEquals("0", query(database, "anon", "select count(*) from public.notes"));
    }
  }

  @Test
  void a_signed_in_connection_has_the_users_id_and_no_more_rights_than_a_browser() {
    UUID user = UUID.randomUUID();
    try (LocalDatabase database = LocalDatabase.empty();
        Sql browser = database.sqlAs(user)) {
      assertEquals(user.toString(), browser.text("select auth.uid()"));
      assertEquals("authenticated", browser.text("select auth.role()"));
      assertEquals("authenticated", browser.text("select current_user"));
      assertThrows(SqlFailure.class, () -> browser.text("select count(*) from auth.users"));
    }
  }

  @Test
  void the_clock_stands_runs_ahead_and_advances() {
    try (LocalDatabase database = LocalDatabase.empty()) {
      execute(
          database,
          "postgres",
          """
          create schema roomtone; grant usage on schema roomtone to public;
          create function roomtone.now() returns timestamptz language sql set search_path = ''
            as 'select pg_catalog.clock_timestamp()';
          """);
      database.setClock(Instant.parse("2027-01-01T20:00:00Z"));
      assertEquals(Instant.parse("2027-01-01T20:00:00Z"), now(database));
      database.advance(Duration.ofMinutes(61).plusMillis(5));
      assertEquals(Instant.parse("2027-01-01T21:01:00.005Z"), now(database));
      database.setClock(Duration.ofHours(-2));
      Instant real = Instant.now();
      Instant shown = now(database);
      assertTrue(
          Duration.between(shown, real.minus(Duration.ofHours(2))).abs().toSeconds() < 60,
          shown.toString());
      database.setClock(Duration.ZERO);
      assertTrue(Duration.between(now(database), Instant.now()).abs().toSeconds() < 60);
    }
  }

  private static Instant now(LocalDatabase database) {
    try (Sql anybody = database.sql("anon")) {
      return anybody.instant("select roomtone.now()");
    }
  }

  private static void execute(LocalDatabase database, String role, String sql) {
    try (Sql connection = database.sql(role)) {
      connection.execute(sql);
    }
  }

  private static String query(LocalDatabase database, String role, String sql) {
    try (Sql connection = database.sql(role)) {
      return connection.text(sql);
    }
  }
}
