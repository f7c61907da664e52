package roomtone.local.supabasejs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.NodeTests;
import roomtone.local.testing.SongRow;

/** The unmodified client of Supabase, in Node, against Auth and the Data API of roomtone-local. */
class SupabaseJsTest {

  private static LocalDatabase database;
  private static LocalAuth auth;
  private static AuthControl control;
  private static final Map<String, String> environment = new HashMap<>();

  @BeforeAll
  static void start() {
    database = LocalDatabase.fresh();
    auth = LocalAuth.start(database);
    control = AuthControl.of(auth);
    environment.put("ROOMTONE_SUPABASE_URL", auth.url().toString());
    environment.put("ROOMTONE_CONTROL_URL", control.url());
    try (Fixtures fixtures = Fixtures.in(database)) {
      put("ROOMTONE_SONG", fixtures.song("Rain", 1, 0, 0, 0, 0));
      put("ROOMTONE_OTHER_SONG", fixtures.song("Wind", 0, 0, 0, 1, 0));
      put(
          "ROOMTONE_ARCHIVED_SONG",
          fixtures.song(SongRow.titled("Sea").artist("Nature").archivedAt(Instant.EPOCH)));
      put("ROOMTONE_ROOM", fixtures.player("Garden"));
      UUID library = fixtures.player("Library");
      fixtures.owner().update("update public.players set presence = 'code' where id = ?", library);
      put("ROOMTONE_ROOM_WITH_CODE", library);
    }
  }

  @AfterAll
  static void stop() {
    control.close();
    auth.close();
    database.close();
  }

  @Test
  void it_signs_up_signs_in_refreshes_and_signs_out() {
    NodeTests.run("supabase/test/sign-in.test.mjs", environment);
  }

  @Test
  void it_confirms_what_mails_ask_for() {
    NodeTests.run("supabase/test/mails.test.mjs", environment);
  }

  @Test
  void it_reads_and_inserts_what_a_browser_may() {
    NodeTests.run("supabase/test/data-api.test.mjs", environment);
  }

  private static void put(String name, UUID id) {
    environment.put(name, id.toString());
  }
}
