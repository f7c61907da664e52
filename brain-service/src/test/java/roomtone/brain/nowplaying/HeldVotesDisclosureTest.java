package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;

/** Accounts whose votes do not count do not help to disclose what the votes of others led to. */
@QuarkusTest
class HeldVotesDisclosureTest extends BrainTest {

  private static final int ENOUGH = 5;

  @Inject Tick tick;

  @Test
  void likes_that_count_disclose_a_reputation() {
    assertReason(fixtures::checkInPastDwell, hasItem("reputation"));
  }

  @Test
  void likes_that_are_held_back_disclose_none() {
    assertReason(fixtures::checkIn, not(hasItem("reputation")));
  }

  private void assertReason(BiConsumer<Person, Room> arrival, Matcher<?> kinds) {
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.MINUTES));
    UUID liked = fixtures.song(BrainFixtures.blend(9, 1, 0, 0, 0));
    List<UUID> library = new ArrayList<>(List.of(liked));
    for (int i = 0; i < 4; i++) {
      library.add(fixtures.song(BrainFixtures.RAIN));
    }
    Room room = fixtures.room(library.toArray(UUID[]::new));
    for (int i = 0; i < ENOUGH; i++) {
      Person past = fixtures.person();
      arrival.accept(past, room);
      as(past).body(json("song_id", liked, "vote_value", 5)).post("/api/votes");
    }
    fixtures.endAllSessions();
    Person here = null;
    for (int i = 0; i < ENOUGH; i++) {
      here = fixtures.personWhoLikes(BrainFixtures.RAIN);
      fixtures.checkIn(here, room);
    }
    tick.run();
    // The entries that were picked before the listeners checked in have no reason.
    fixtures.sql().update("delete from player_queue where player_id = ?", room.id());
    fixtures.fill(room);
    fixtures
        .sql()
        .update("update player_queue set reputation = 0.2 where player_id = ?", room.id());
    as(here)
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .statusCode(200)
        .body("next.find { it.song_id == '%s' }.why.kind".formatted(liked), kinds);
  }
}
