package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/**
 * A guest, the player of the room and an admin have their pages open while a service is killed and
 * started again, or PostgreSQL is stopped and started again. No page is loaded again, and nothing
 * is lost.
 */
class RestartStoryTest {

  private static final String ADMIN = "admin@example.com";
  private static final String LIKES = "much more of it";
  private static final String KEPT = "Your vote is kept here and sent as soon as it does.";
  private static final String INTERRUPTED = "The connection is interrupted";

  /** The pages try again after a few seconds, and a service starts in the meantime. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final double PATIENCE_MILLIS = 60_000;

  private static final Locator.WaitForOptions PATIENTLY =
      new Locator.WaitForOptions().setTimeout(PATIENCE_MILLIS);

  private static Room house;
  private static PlayerRoom room;
  private static Visitor guest;
  private static Visitor player;
  private static Visitor admin;

  @BeforeAll
  static void open() {
    house = new Room(TestSystem.withDatabaseThatStops());
    room = new PlayerRoom(house, "Terrace");
    // The shortest plays, so that the next songs start while a service is away.
    room.change(Map.of("soundscape_seconds", 10));
    UUID user = house.system.auth().signUp(ADMIN, Venue.PASSWORD).userId();
    house.update("insert into public.roles (user_id, role) values (?, 'admin')", user);

    player = room.browserWithToken();
    room.awaitSong(player);
    room.awaitSongsStored(player);
    guest = house.visitor(Screen.PHONE).opens(room.link());
    guest.presses("Not now");
    awaitQueueShown();
    admin = house.visitor(Screen.DESKTOP).opens(house.system.manager().url() + "/admin/");
    admin.field("E-mail address").fill(ADMIN);
    admin.field("Password").fill(Venue.PASSWORD);
    admin.presses("Sign in");
    admin.reads("Figures");
    admin.opens(house.system.manager().url() + "/admin/players/" + room.id() + "/settings");
    admin.field("Name").waitFor();
    for (Visitor visitor : List.of(guest, player, admin)) {
      visitor.page().evaluate("() => { window.isFirstLoad = true }");
    }
  }

  @AfterAll
  static void close() {
    if (house != null) {
      house.close();
    }
  }

  @Test
  void the_brain_is_killed_and_started_again() {
    house.system.brain().kill();
    guest.reads(INTERRUPTED);
    List<String> shown = ListenerPage.queue(guest);
    assertTrue(shown.size() > 1, "the page keeps what it showed");
    String title = newVote(shown);
    ListenerPage.votes(guest, title, LIKES);
    guest.reads(KEPT);
    List<String> heard = hears(2);
    assertEquals(0, votes(title), "nobody could count the vote yet");
    assertEquals(shown, ListenerPage.queue(guest), "the page keeps what it showed");

    house.restartBrain();
    awaitCounted(title);
    awaitReported(heard);
    guest.page().getByText(INTERRUPTED).waitFor(gone());
    awaitLive();
    assertNothingWasLoadedAgain();
  }

  @Test
  void the_manager_is_killed_and_started_again() {
    house.system.manager().kill();
    admin.reads(INTERRUPTED);
    admin.field("Name").fill("Veranda");
    admin.reads("Not saved yet");
    List<String> heard = hears(3);
    assertThat(guest.page().getByText(INTERRUPTED)).hasCount(0);

    house.restartManager();
    awaitReported(heard);
    admin.page().getByText(INTERRUPTED).waitFor(gone());
    awaitSaved("Veranda");
    awaitLive();
    assertNothingWasLoadedAgain();
  }

  @Test
  @Tag("long")
  void postgresql_is_stopped_and_started_again() {
    String title = newVote(ListenerPage.queue(guest));
    house.system.database().stopServer();
    ListenerPage.votes(guest, title, LIKES);
    guest.reads(KEPT);
    admin.field("Name").fill("Balcony");
    admin.presses("Save");
    admin.page().getByText("database").first().waitFor(PATIENTLY);
    List<String> heard = hears(2);

    house.system.database().startServer();
    awaitCounted(title);
    awaitReported(heard);
    awaitSaved("Balcony");
    awaitLive();
    assertNothingWasLoadedAgain();
  }

  /**
   * The titles of so many songs that the player plays from now on, that of the current one first.
   */
  private static List<String> hears(int songs) {
    List<String> heard = new ArrayList<>(List.of(room.awaitSong(player)));
    while (heard.size() < songs) {
      heard.add(room.awaitOther(player, heard.getLast()));
    }
    return heard;
  }

  /** Waits until these plays are reported, each once and in their order. */
  private static void awaitReported(List<String> heard) {
    Await.value(
        "these plays are reported: " + heard,
        PATIENCE,
        room::played,
        played -> Collections.indexOfSubList(played, heard) >= 0);
  }

  /** Saves the name that was typed while a service was away. */
  private static void awaitSaved(String name) {
    assertThat(admin.field("Name")).hasValue(name);
    admin.presses("Save");
    Await.until("the name is saved", PATIENCE, () -> name.equals(room.currentName()));
  }

  private static Locator.WaitForOptions gone() {
    return Visitor.hidden().setTimeout(PATIENCE_MILLIS);
  }

  /** A song of these for which the guest has not voted yet. */
  private static String newVote(List<String> titles) {
    return titles.stream().filter(title -> votes(title) == 0).findFirst().orElseThrow();
  }

  private static long votes(String title) {
    try (Sql owner = house.system.database().sql("postgres")) {
      return owner.integer(
          """
          select count(*) from public.votes v join public.songs s on s.id = v.song_id
          where s.title = ? and v.vote_value = 5 and v.player_id = ?
          """,
          title,
          room.id());
    }
  }

  /** Waits until the guest is told that a vote counts, and checks that it does, once. */
  private static void awaitCounted(String title) {
    guest.page().getByText(title + ": " + LIKES + ". Thank you!").first().waitFor(PATIENTLY);
    assertThat(guest.page().getByText(KEPT)).hasCount(0);
    assertEquals(1, votes(title), title);
  }

  /** Waits until all pages show what the database says now. */
  private static void awaitLive() {
    awaitQueueShown();
    Await.until(
        "listeners are told what the player plays",
        PATIENCE,
        () -> room.awaitSong(player).equals(room.nowPlaying()));
    assertThat(admin.page().getByText(INTERRUPTED)).hasCount(0);
  }

  private static void awaitQueueShown() {
    Await.until(
        "the guest's page shows the queue",
        PATIENCE,
        () -> ListenerPage.queue(guest).equals(room.queue()));
  }

  private static void assertNothingWasLoadedAgain() {
    for (Visitor visitor : List.of(guest, player, admin)) {
      assertEquals(true, visitor.page().evaluate("() => window.isFirstLoad === true"));
      assertEquals(List.of(), visitor.errors());
    }
  }
}
