package roomtone.acceptance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.acceptance.backup.BackupScripts.Outcome;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * What the scripts of deploy/backup do with a database of an older release, and what they refuse.
 */
class BackupScriptsTest {

  @TempDir static Path backups;

  private static String newest;
  private static String before;
  private static Path backup;

  /** A backup of a database that lacks the newest migration. */
  @BeforeAll
  static void back_up_an_older_release() throws IOException {
    List<String> versions = versions();
    newest = versions.getLast();
    before = versions.get(versions.size() - 2);
    try (LocalDatabase database = LocalDatabase.empty()) {
      database.migrateTo(before);
      try (Fixtures fixtures = Fixtures.in(database)) {
        fixtures.song("Rain on the roof", 1, 0, 0, 0, 0);
      }
      Outcome outcome = new BackupScripts(database).backup(backups, "--database-only");
      assertEquals(0, outcome.code(), outcome.text());
    }
    backup = BackupScripts.only(backups);
  }

  @Test
  void an_older_release_is_restored_as_it_was_and_gets_only_the_migrations_that_it_lacks(
      @TempDir Path directory) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (LocalDatabase fresh =
        LocalDatabase.emptyOnServerThatStops(directory.resolve("postgres"))) {
      Outcome outcome = new BackupScripts(fresh).restore(backup, "--database-only");
      assertEquals(0, outcome.code(), outcome.text());
      assertTrue(outcome.text().contains("schema version is " + before), outcome.text());
      try (Sql owner = fresh.sql("postgres")) {
        fresh.migrate();
        assertEquals(newest, owner.text("select version from roomtone.schema_version"));
        assertEquals("1", owner.text("select count(*) from public.songs"));
        assertEquals(
            "4s",
            owner.text(
                "select substring(s from 14) from pg_roles, unnest(rolconfig) s where rolname = 'brain_service' and s like 'lock_timeout=%'"));
      }
      try (Sql brain = fresh.sql("brain_service")) {
        assertEquals("1", brain.text("select count(id) from public.songs"));
      }
    }
  }

  @Test
  void nothing_is_restored_when_privileges_would_differ(@TempDir Path changed) throws IOException {
    copy(backup, changed);
    Path privileges = changed.resolve("privileges.txt");
    Files.writeString(
        privileges, Files.readString(privileges).replaceFirst("(?m)^.* row security .*\\n", ""));
    Outcome outcome = restoreIntoEmpty(changed);
    assertEquals(1, outcome.code(), outcome.text());
    assertTrue(outcome.text().contains("privileges would differ"), outcome.text());
    assertTrue(outcome.text().contains("row security"), outcome.text());
  }

  @Test
  void nothing_is_restored_from_a_dump_that_breaks_off(@TempDir Path changed) throws IOException {
    copy(backup, changed);
    Path dump = changed.resolve("database.dump");
    byte[] bytes = Files.readAllBytes(dump);
    Files.write(dump, Arrays.copyOf(bytes, bytes.length - 200));
    Outcome outcome = restoreIntoEmpty(changed);
    assertEquals(1, outcome.code(), outcome.text());
    assertTrue(outcome.text().contains("nothing was restored"), outcome.text());
  }

  /** The database must be as empty afterwards. */
  private static Outcome restoreIntoEmpty(Path from) {
    try (LocalDatabase empty = LocalDatabase.empty();
        Sql owner = empty.sql("postgres")) {
      Outcome outcome = new BackupScripts(empty).restore(from, "--database-only");
      assertFalse(
          owner.bool("select exists (select from pg_namespace where nspname = 'roomtone')"));
      assertEquals("0", owner.text("select count(*) from auth.users"));
      return outcome;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "restore"})
  void the_scripts_explain_themselves_and_refuse_what_they_do_not_know(String script) {
    assertEquals(0, BackupScripts.bare(script, "--help").code());
    assertTrue(BackupScripts.bare(script, "--help").text().startsWith("usage: " + script + " DIR"));
    assertEquals(64, BackupScripts.bare(script).code());
    assertEquals(64, BackupScripts.bare(script, "--no-such-option").code());
  }

  @Test
  void a_folder_without_a_dump_is_no_backup(@TempDir Path folder) {
    assertEquals(65, BackupScripts.bare("restore", folder.toString()).code());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** The versions of all migrations, in their order. */
  private static List<String> versions() throws IOException {
    try (Stream<Path> files = Files.list(Checkout.folder().resolve("deploy/supabase/migrations"))) {
      return files.map(file -> file.getFileName().toString().split("_", 2)[0]).sorted().toList();
    }
  }
}
