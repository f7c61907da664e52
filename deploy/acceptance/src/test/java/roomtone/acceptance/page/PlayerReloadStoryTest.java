package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;

/**
 * The manager is killed, and the player's page is closed and opened again without network, before
 * both come back. No clock is moved: the manager measures by its own for how long a device was
 * away.
 */
@Tag("long")
class PlayerReloadStoryTest {

  /** Long enough for the page to be opened again while one song plays. */
  private static final Duration PLAY = Duration.ofSeconds(30);

  /** A song starts, or is reported, within this time. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void no_play_is_lost_or_doubled_when_the_manager_and_the_page_are_started_again() {
    try (Room house = new Room()) {
      PlayerRoom room = new PlayerRoom(house, "Chapel");
      room.change(Map.of("soundscape_seconds", PLAY.toSeconds()));
      List<String> heard = new ArrayList<>();
      try (Visitor browser = room.browserWithToken()) {
        heard.add(room.awaitSong(browser));
        room.awaitSongsStored(browser);
        PlayerRoom.awaitPageStored(browser);
        Await.until("the first play is reported", PATIENCE, () -> room.played().equals(heard));

        house.system.manager().kill();
        heard.add(room.awaitOther(browser, heard.getLast(), PATIENCE));
        browser.reads("The music plays on.");
        PlayerRoom.awaitAlone(browser, heard.getLast());
        browser.context().setOffline(true);
        browser.page().close();
        try (Visitor again = room.opens(new Visitor(browser.context()))) {
          assertEquals(heard.getLast(), room.awaitSong(again), "it plays on");
          heard.add(room.awaitOther(again, heard.getLast(), PATIENCE));

          house.restartManager();
          again.context().setOffline(false);
          List<PlayerRoom.Play> plays =
              Await.value(
                  "all plays are reported, and the ends of all but the last",
                  PATIENCE,
                  room::plays,
                  all -> PlayerRoom.ended(all) >= heard.size() - 1);
          assertTrue(plays.size() >= heard.size(), plays::toString);
          List<PlayerRoom.Play> told = plays.subList(0, heard.size());
          assertEquals(heard, told.stream().map(PlayerRoom.Play::title).toList());
          PlayerRoom.assertNoSilence(told, PLAY);
          assertEquals(List.of(), again.errors());
        }
      }
    }
  }
}
