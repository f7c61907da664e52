package roomtone.local.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.startup.StartupFailure;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/** How files are applied; the real migrations are tested in {@code roomtone.database}. */
class MigrationsTest {

  @TempDir private Path directory;
  private LocalDatabase database;

  @BeforeEach
  void create() {
    database = LocalDatabase.empty();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void files_are_applied_once_in_the_order_of_their_time_stamps_by_postgres() throws Exception {
    write("20260102000000_add_song.sql", "insert into public.songs select 'rain', current_user");
    write("20260101000000_create_songs.sql", "create table songs (title text, added_by text)");
    assertEquals(2, migrations().apply(Optional.empty()));
    assertEquals(
        "rain postgres",
        query("select string_agg(title || ' ' || added_by, ',') from public.songs"));
    assertEquals(0, migrations().apply(Optional.empty()));
  }

  @Test
  void a_version_in_between_can_be_the_last() throws Exception {
    write("20260101000000_create_songs.sql", "create table public.songs (title text)");
    write("20260102000000_create_votes.sql", "create table public.votes (value int)");
    assertEquals(1, migrations().apply(Optional.of("20260101000000")));
    assertEquals(
        "songs",
        query("select string_agg(tablename, ',') from pg_tables where schemaname = 'public'"));
    assertEquals(1, migrations().apply(Optional.empty()));
  }

  @Test
  void a_file_that_fails_leaves_nothing_behind_and_those_before_it_stay() throws Exception {
    write("20260101000000_create_songs.sql", "create table public.songs (title text)");
    write("20260102000000_create_votes.sql", "create table public.votes (value int); select 1 / 0");
    StartupFailure failure =
        assertThrows(StartupFailure.class, () -> migrations().apply(Optional.empty()));
    assertTrue(failure.getMessage().startsWith("The migrations failed: "), failure.getMessage());
    assertTrue(
        failure.getMessage().contains("20260102000000_create_votes.sql"), failure.getMessage());
    assertTrue(failure.getMessage().contains("division by zero"), failure.getMessage());
    assertEquals(1, failure.getMessage().lines().count());
    assertEquals(
        "songs",
        query("select string_agg(tablename, ',') from pg_tables where schemaname = 'public'"));
  }

  @Test
  void a_file_that_changed_after_it_was_applied_is_reported() throws Exception {
    write("20260101000000_create_songs.sql", "create table public.songs (title text)");
    migrations().apply(Optional.empty());
    write("20260101000000_create_songs.sql", "create table public.songs (title text, artist text)");
    StartupFailure failure =
        assertThrows(StartupFailure.class, () -> migrations().apply(Optional.empty()));
    assertTrue(
        failure
            .getMessage()
            .startsWith(
                "The database was made by other migrations than these; start over without its data"),
        failure.getMessage());
  }

  @Test
  void a_database_of_migrations_that_are_gone_is_refused_and_left_as_it_is() throws Exception {
    write("20260101000000_create_songs.sql", "create table public.songs (title text)");
    write("20260102000000_create_votes.sql", "create table public.votes (value int)");
    migrations().apply(Optional.empty());
    Files.delete(directory.resolve("20260101000000_create_songs.sql"));
    Files.delete(directory.resolve("20260102000000_create_votes.sql"));
    write("20260103000000_create_all.sql", "create table public.players (name text)");
    for (Runnable start :
        List.<Runnable>of(() -> migrations().check(), () -> migrations().apply(Optional.empty()))) {
      StartupFailure failure = assertThrows(StartupFailure.class, start::run);
      assertTrue(
          failure.getMessage().contains("start over without its data: ./dev up --fresh. "),
          failure.getMessage());
      assertEquals(1, failure.getMessage().lines().count());
    }
    assertEquals(
        "songs votes",
        query(
            "select string_agg(tablename, ' ' order by tablename) from pg_tables where schemaname = 'public'"));
    assertEquals(
        "2", query("select count(*) from roomtone_local_migrations.applied where success"));
  }

  @Test
  void a_database_that_is_new_or_lacks_the_last_migrations_is_as_it_should_be() throws Exception {
    write("20260101000000_create_songs.sql", "create table public.songs (title text)");
    migrations().check();
    assertEquals(
        "t", query("select to_regclass('roomtone_local_migrations.applied') is null"), "not made");
    migrations().apply(Optional.empty());
    write("20260102000000_create_votes.sql", "create table public.votes (value int)");
    migrations().check();
    assertEquals(1, migrations().apply(Optional.empty()));
  }

  /** A real project has no schema for the history; the local shim makes one. */
  @Test
  void the_history_gets_its_schema_where_there_is_none() throws Exception {
    try (Sql superuser = database.sql("supabase_admin")) {
      superuser.execute("drop schema roomtone_local_migrations");
    }
    write("20260101000000_create_songs.sql", "create table public.songs (title text)");
    migrations().check();
    assertEquals(1, migrations().apply(Optional.empty()));
    assertEquals(0, migrations().apply(Optional.empty()));
    migrations().check();
    assertEquals(
        "postgres",
        query(
            "select nspowner::regrole from pg_namespace where nspname = 'roomtone_local_migrations'"));
  }

  private Migrations migrations() {
    return new Migrations(database.dataSource("postgres"), "filesystem:" + directory);
  }

  private void write(String name, String sql) throws IOException {
    Files.writeString(directory.resolve(name), sql + ";\n");
  }

  private String query(String sql) {
    try (Sql owner = database.sql("postgres")) {
      return owner.text(sql);
    }
  }
}
