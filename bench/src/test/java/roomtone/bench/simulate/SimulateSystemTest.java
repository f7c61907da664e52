package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** A small fleet with both packaged services, their database and Auth. */
class SimulateSystemTest {

  private static final String EMAIL = "staff@example.org";
  private static final String PASSWORD = "a password of staff";

  @TempDir Path folder;

  @Test
  void a_small_fleet_is_served_within_limits_and_leaves_archived_players_only() throws Exception {
    try (TestSystem system = TestSystem.start();
        Fixtures fixtures = Fixtures.in(system.database())) {
      for (int i = 0; i < 12; i++) {
        fixtures.song("Song " + i, 1 + i % 5, 1 + i % 4, 1 + i % 3, 1 + i % 2, 1);
      }
      LocalAuth.Session staff = system.auth().signUp(EMAIL, PASSWORD);
      fixtures.role(staff.userId(), "admin");
      system.startBrain(Map.of());
      system.startManager(Map.of());
      Path json = folder.resolve("figures.json");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

      int code =
          Simulate.run(
              List.of(
                  "--devices",
                  "8",
                  "--listeners",
                  "6",
                  "--minutes",
                  "0.1",
                  "--vote-every",
                  "3",
                  "--brain",
                  system.brain().url(),
                  "--manager",
                  system.manager().url(),
                  "--staff-email",
                  EMAIL,
                  "--json",
                  json.toString(),
                  // A busy machine is slow: what is fast enough is not the matter here.
                  "--poll-p99",
                  "10000",
                  "--vote-p99",
                  "10000",
                  "--queue-p99",
                  "20000"),
              Map.of(StaffAccount.PASSWORD, PASSWORD),
              out,
              out,
              false);

      String printed = bytes.toString(StandardCharsets.UTF_8);
      assertEquals(0, code, printed);
      Sql rows = fixtures.owner();
      String ours = "from public.players where slug like 'simulated-%'";
      assertEquals(8, rows.integer("select count(*) " + ours), printed);
      assertEquals(0, rows.integer("select count(*) " + ours + " and archived_at is null"));
      assertEquals(0, rows.integer("select count(*) from public.votes"));
      assertEquals(0, rows.integer("select count(*) from public.sessions"));
      assertEquals(
          6,
          rows.integer(
              "select count(*) from auth.users where raw_user_meta_data -> 'roomtone_simulated' is not null"));
      assertTrue(
          rows.integer("select count(*) from public.songs_playing") >= 8,
          "the manager has recorded the plays");
      JsonNode figures = new JsonMapper().readTree(Files.readString(json));
      assertTrue(figures.path("aims").size() >= 8, figures::toString);
    }
  }
}
