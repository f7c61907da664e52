package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.acceptance.page.AdminPanel.goesTo;
import static roomtone.acceptance.page.AdminPanel.navigation;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Sound;
import roomtone.local.testing.Await;

/** Staff who work with the admin panel. */
class AdminStoryTest {

  private static final String ADMIN = "admin@example.com";
  private static final Duration SOON = Duration.ofSeconds(5);

  /** The analysis of a recording takes its time. */
  private static final double ANALYSIS_MILLIS = 60_000;

  private static Venue venue;

  @BeforeAll
  static void start() {
    venue = new Venue();
    venue.uploadSounds();
    venue.adminAccount(ADMIN);
  }

  @AfterAll
  static void stop() {
    if (venue != null) {
      venue.close();
    }
  }

  private static void uploads(Visitor admin, Sound... sounds) {
    FileChooser chooser =
        admin.page().waitForFileChooser(() -> admin.page().getByText("Choose files").click());
    chooser.setFiles(List.of(sounds).stream().map(Sound::file).toArray(Path[]::new));
  }

  private static void readsAt(Visitor visitor, String address, String text) {
    visitor.opens(venue.panel(address)).reads(text);
  }

  private static List<String> queueOf(Visitor admin) {
    return admin
        .section("Queue")
        .getByRole(AriaRole.LISTITEM)
        .getByRole(AriaRole.LINK)
        .allInnerTexts();
  }

  private static List<String> titles(Venue.NewRoom room) {
    return venue.queue(room).stream().map(Sound::title).toList();
  }

  @Test
  void an_empty_system_becomes_a_room_that_plays() {
    try (Venue empty = new Venue();
        Visitor owner = empty.visitor(Screen.DESKTOP).opens(empty.panel(""))) {
      owner.presses("Create an account");
      owner.field("E-mail address").fill("owner@example.com");
      owner.field("New password").fill(Venue.PASSWORD);
      owner.presses("Create the account");
      owner.reads("Make the first admin");
      owner.presses("Check again");
      owner.reads("Your account still has no role.");
      Accessibility.check(owner.page(), "how the first admin is made");
      empty.update(owner.field("SQL statement").innerText());
      owner.presses("Check again");
      owner.reads("Three steps to a room that plays");

      owner.follows("Upload");
      uploads(owner, Sound.seven().getFirst(), Sound.seven().getLast());
      owner
          .page()
          .getByText("All done: 2 songs were added.")
          .waitFor(new Locator.WaitForOptions().setTimeout(ANALYSIS_MILLIS));
      goesTo(owner, "Overview");
      owner.reads("Upload some sounds. Done");

      owner.follows("Add a room");
      owner.field("Name").fill("Lobby");
      owner.presses("Add the room");
      String token = owner.field("Token").innerText();
      goesTo(owner, "Overview");
      owner
          .page()
          .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Lobby has no device yet"))
          .click();
      owner.reads("Pair a device");
      assertThat(owner.page().getByText(token)).hasCount(0);

      owner.follows("Now");
      owner.reads("The device is not connected. Check its power and network.");
      String title = empty.startNext(token);
      owner.section("Plays now").getByText(title).waitFor();
      assertEquals(List.of(), owner.errors());
    }
  }

  @Test
  void a_song_is_heard_by_a_signed_link() {
    try (Visitor admin = venue.staff(ADMIN)) {
      readsAt(admin, "songs/" + venue.song("Waves"), "Details");
      admin.presses("Listen");
      Locator audio = admin.page().locator("audio");
      String link = audio.getAttribute("src");
      assertTrue(link.startsWith(venue.system.storage().endpoint().toString()), link);
      assertTrue(link.contains("X-Amz-Signature="), link);
      Await.until(
          "half a second of the song was played",
          SOON,
          () -> ((Number) audio.evaluate("audio => audio.currentTime")).doubleValue() > 0.5);
      assertNull(audio.evaluate("audio => audio.error"));
      assertEquals(List.of(), admin.errors());
    }
  }

  @Test
  void a_manager_sees_their_own_rooms_alone() {
    Venue.NewRoom own = venue.addRoom("Attic", "attic");
    Venue.NewRoom other = venue.addRoom("Cellar", "cellar");
    String email = "manager@example.com";
    venue.account(email);
    try (Visitor admin = venue.staff(ADMIN);
        Visitor manager = venue.signedIn(email)) {
      manager.reads("Your account has no role yet");
      goesTo(admin, "Staff");
      admin.field("E-mail address").fill(email);
      admin.presses("Give the role");
      admin.reads(email + " is Manager now.");
      goesTo(admin, "Rooms");
      admin.follows(own.name());
      admin.follows("Settings");
      admin.field("Manager").selectOption(email);
      admin.presses("Save");
      admin.reads("Saved.");
      assertEquals(List.of(), admin.errors());

      manager.presses("Check again");
      manager.reads("Figures");
      assertEquals(
          List.of("Overview", "Rooms", "Songs", "Changes"),
          navigation(manager).getByRole(AriaRole.LISTITEM).allInnerTexts());
      goesTo(manager, "Rooms");
      manager.reads("1 room");
      assertThat(manager.links(own.name())).hasCount(1);
      assertThat(manager.links(other.name())).hasCount(0);
      goesTo(manager, "Songs");
      manager.reads("7 songs");
      assertThat(manager.links("Upload")).hasCount(0);
      assertThat(manager.links("Import a table")).hasCount(0);
      readsAt(manager, "players/" + own.id(), "Plays now");
      readsAt(manager, "players/" + other.id(), "There is no such room, or you may not see it.");
      readsAt(manager, "roles", "Only admins see who has a role.");
      assertEquals(List.of(), manager.errors());
    }
  }

  /** What two guests want whose rooms play from these queues: the two sounds that differ most. */
  private static List<Sound> oppositeWishes(List<Sound> north, List<Sound> south) {
    return north.stream()
        .skip(1)
        .flatMap(one -> south.stream().skip(1).map(two -> List.of(one, two)))
        .min(Comparator.comparingDouble(pair -> pair.getFirst().likeness(pair.getLast())))
        .orElseThrow();
  }

  @Test
  void two_rooms_follow_opposite_tastes() {
    List<Venue.NewRoom> rooms =
        List.of(venue.addRoom("North", "north"), venue.addRoom("South", "south"));
    rooms.forEach(room -> venue.startNext(room.token()));
    rooms.forEach(venue::awaitPlanned);
    List<Visitor> guests =
        rooms.stream().map(room -> venue.visitor(Screen.PHONE).opens(venue.link(room))).toList();
    List<Visitor> admins = rooms.stream().map(room -> venue.staff(ADMIN)).toList();
    try {
      List<Sound> wishes =
          oppositeWishes(venue.queue(rooms.getFirst()), venue.queue(rooms.getLast()));
      for (int i = 0; i < rooms.size(); i++) {
        goesTo(admins.get(i), "Rooms");
        admins.get(i).follows(rooms.get(i).name());
        guests.get(i).presses("Not now");
        ListenerPage.votes(guests.get(i), wishes.get(i).title(), "much more of it");
      }
      for (int i = 0; i < rooms.size(); i++) {
        followsItsGuest(rooms.get(i), wishes.get(i), guests.get(i), admins.get(i));
      }
      assertNotEquals(queueOf(admins.getFirst()), queueOf(admins.getLast()));
    } finally {
      guests.forEach(Visitor::close);
      admins.forEach(Visitor::close);
    }
  }

  private static void followsItsGuest(
      Venue.NewRoom room, Sound wish, Visitor guest, Visitor admin) {
    Await.until(
        wish.title() + " comes first of those that a vote may change in " + room.name(),
        SOON,
        () ->
            titles(room).get(1).equals(wish.title())
                && ListenerPage.queue(guest).equals(titles(room)));
    admin.page().clock().runFor("00:16");
    Await.until(
        "the room's page in the panel shows the same queue",
        SOON,
        () -> queueOf(admin).equals(titles(room)));
    assertEquals(List.of(), guest.errors());
    assertEquals(List.of(), admin.errors());
  }

  @Test
  void script_in_the_name_of_a_room_is_shown_as_text() {
    Venue.NewRoom room = venue.addRoom("<img src=x onerror=alert(1)>", "script");
    try (Visitor admin = venue.staff(ADMIN)) {
      goesTo(admin, "Rooms");
      admin.follows(room.name());
      for (String tab : List.of("Settings", "Library", "History", "Votes", "Device and QR")) {
        admin.follows(tab);
        assertThat(admin.links(tab)).hasAttribute("aria-current", "page");
        admin.reads(room.name());
      }
      admin.follows("Show the sheet");
      admin.reads(room.name());
      assertEquals(List.of(), admin.errors());
    }
  }

  @Test
  void what_was_typed_outlasts_the_session() {
    Venue.NewRoom room = venue.addRoom("Porch", "porch");
    UUID account = venue.adminAccount("away@example.com");
    try (Visitor admin = venue.staff("away@example.com")) {
      goesTo(admin, "Rooms");
      admin.follows(room.name());
      admin.follows("Settings");
      admin.field("Name").fill("Veranda");
      admin.reads("Not saved yet");
      venue.update("delete from auth.sessions where user_id = ?", account);
      admin.page().clock().fastForward("02:00:00");
      admin.reads("Your session is over");
      Accessibility.check(admin.page(), "a session that is over");
      admin.field("Password").fill(Venue.PASSWORD);
      admin.presses("Sign in");
      admin.page().getByText("Your session is over").waitFor(Visitor.hidden());
      assertThat(admin.field("Name")).hasValue("Veranda");
      admin.presses("Save");
      admin.reads("Saved.");
      goesTo(admin, "Rooms");
      assertThat(admin.links("Veranda")).hasCount(1);
      assertEquals(List.of(), admin.errors());
    }
  }
}
