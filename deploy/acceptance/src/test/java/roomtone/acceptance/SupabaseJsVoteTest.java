package roomtone.acceptance;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.NodeTests;
import roomtone.local.testing.TestSystem;

/** A page may vote past the API of the brain, through Supabase's Data API; the brain applies it. */
class SupabaseJsVoteTest {

  @Test
  void the_brain_applies_a_vote_that_supabase_js_inserted() {
    try (TestSystem system = TestSystem.start();
        Fixtures fixtures = Fixtures.in(system.database())) {
      UUID song = fixtures.song("Rain", 1, 0, 0, 0, 0);
      system.startBrain(Map.of());
      NodeTests.run(
          "supabase/test/votes.test.mjs",
          Map.of(
              "ROOMTONE_SUPABASE_URL", system.auth().url().toString(),
              "ROOMTONE_BRAIN_URL", system.brain().url(),
              "ROOMTONE_SONG", song.toString()));
    }
  }
}
