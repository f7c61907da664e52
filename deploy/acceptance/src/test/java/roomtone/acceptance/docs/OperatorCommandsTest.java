package roomtone.acceptance.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/** The SQL that {@code docs/supabase.md} tells operators to run, run as they would. */
class OperatorCommandsTest {

  private static final Pattern SQL = Pattern.compile("(?ms)^( *)```sql\\n(.*?)^ *```$");

  /** More than a batch. */
  private static final int SONGS = 1100;

  private static LocalDatabase database;
  private static Sql postgres;
  private static List<String> commands;

  @BeforeAll
  static void create() throws IOException {
    commands =
        SQL.matcher(Files.readString(Repository.ofThisCheckout().path("docs/supabase.md")))
            .results()
            .map(command -> command.group(2))
            .toList();
    database = LocalDatabase.fresh();
    postgres = database.sql("postgres");
  }

  @AfterAll
  static void drop() {
    postgres.close();
    database.close();
  }

  @Test
  void every_command_runs_and_may_be_run_again() {
    assertTrue(commands.size() >= 5, "commands are found: " + commands.size());
    for (String command : commands) {
      postgres.execute(command);
      postgres.execute(command);
    }
  }

  @Test
  void the_index_is_made_while_others_write_and_is_valid() {
    postgres.execute(command("create index concurrently"));
    assertEquals(
        List.of("t"),
        postgres.column(
            "select indisvalid from pg_index where indexrelid = 'public.votes_value_idx'::regclass"));
    assertEquals(List.of(), postgres.column(command("select indexrelid")));
  }

  @Test
  void a_backfill_that_does_not_get_a_lock_keeps_its_batches_and_goes_on_when_run_again() {
    String backfill = command("do $$");
    postgres.update(
        "insert into public.songs (title, file_url) select 'Song ' || n, 'https://example.org/' || n from generate_series(1, ?) n",
        SONGS);
    try (Sql superuser = database.sql("supabase_admin");
        Sql reader = database.sql("postgres")) {
      // Past the trigger that keeps it.
      superuser.execute(
          "set session_replication_role = replica; update public.songs set search_text = ''");
      reader.execute("begin");
      reader.update(
          "update public.songs set title = title where id = (select id from public.songs order by id offset 700 limit 1)");
      assertEquals("55P03", postgres.serverError(backfill).getSQLState(), "a lock timeout");
      assertEquals(500, done(), "the first batch");
      reader.execute("commit");
    }
    postgres.execute(backfill);
    assertEquals(SONGS, done());
  }

  private static int done() {
    return postgres.integer("select count(*) from public.songs where search_text like 'song %'");
  }

  private static String command(String beginning) {
    return commands.stream()
        .filter(command -> command.startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }
}
