package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Everybody can use each view of the admin panel. Each is looked at once, on a phone or on a desk;
 * the long tests look at each on both, in light and in dark colours, with the text at 200 %.
 */
class AdminViewsTest {

  private static final String ADMIN = "admin@example.com";
  private static Venue venue;
  private static Venue.NewRoom room;

  @BeforeAll
  static void start() {
    venue = new Venue();
    venue.uploadSounds();
    venue.adminAccount(ADMIN);
    room = venue.addRoom("Attic", "attic");
    venue.startNext(room.token());
    venue.awaitPlanned(room);
  }

  @AfterAll
  static void stop() {
    if (venue != null) {
      venue.close();
    }
  }

  /** Opens each view, waits for a text that it shows when it is complete, and checks it. */
  private static void open(
      Visitor visitor, Map<String, String> textsByView, BiConsumer<Page, String> check) {
    textsByView.forEach(
        (view, text) -> {
          visitor.opens(venue.panel(view)).reads(text);
          check.accept(visitor.page(), "/admin/" + view);
          assertEquals(List.of(), visitor.errors(), view);
        });
  }

  /** Checks views by turns on a phone in dark colours and on a desk in light ones. */
  private static BiConsumer<Page, String> once() {
    AtomicBoolean isPhone = new AtomicBoolean();
    return (page, view) -> {
      isPhone.set(!isPhone.get());
      Screen screen = isPhone.get() ? Screen.DARK_PHONE : Screen.DESKTOP;
      page.setViewportSize(screen.width(), screen.height());
      page.emulateMedia(
          new Page.EmulateMediaOptions()
              .setColorScheme(screen.isDark() ? ColorScheme.DARK : ColorScheme.LIGHT));
      Accessibility.check(page, view + ", " + screen);
      Accessibility.checkWidths(page, view);
    };
  }

  private static void everywhere(Page page, String view) {
    page.setViewportSize(Screen.DESKTOP.width(), Screen.DESKTOP.height());
    Accessibility.checkEverywhere(page, view);
    Accessibility.checkLargeText(page, view);
  }

  private static Map<String, String> signIn() {
    return Map.of("", "For admins and managers of rooms.");
  }

  private static Map<String, String> catalogueAndStaff() {
    Map<String, String> views = new LinkedHashMap<>();
    views.put("", "Figures");
    views.put("songs", "7 songs");
    views.put("songs/upload", "Choose files");
    views.put("songs/import", "Choose a table");
    views.put("songs/" + venue.song("Rain"), "Details");
    views.put("roles", "Name");
    views.put("audit", "Before and after");
    views.put("nowhere", "There is nothing at this address");
    return views;
  }

  private static Map<String, String> rooms() {
    Map<String, String> views = new LinkedHashMap<>();
    String path = "players/" + room.id();
    views.put("players", "1 room");
    views.put("players/new", "Add the room");
    views.put(path, "Checking in");
    views.put(path + "/settings", "Timezone");
    views.put(path + "/library", "This room has no library: it plays the whole catalogue.");
    views.put(path + "/device", "QR sheet");
    views.put(path + "/history", "1 play");
    // The brain answers across origins.
    views.put(path + "/votes", "All votes count.");
    views.put(path + "/sheet", "You choose what this room sounds like.");
    return views;
  }

  @Test
  void each_view() {
    try (Visitor visitor = venue.visitor(Screen.DESKTOP);
        Visitor admin = venue.staff(ADMIN)) {
      open(visitor, signIn(), once());
      open(admin, catalogueAndStaff(), once());
      open(admin, rooms(), once());
    }
  }

  @Test
  @Tag("long")
  void signing_in_everywhere() {
    try (Visitor visitor = venue.visitor(Screen.DESKTOP)) {
      open(visitor, signIn(), AdminViewsTest::everywhere);
    }
  }

  @Test
  @Tag("long")
  void the_views_of_the_catalogue_and_of_staff_everywhere() {
    try (Visitor admin = venue.staff(ADMIN)) {
      open(admin, catalogueAndStaff(), AdminViewsTest::everywhere);
    }
  }

  @Test
  @Tag("long")
  void the_views_of_rooms_everywhere() {
    try (Visitor admin = venue.staff(ADMIN)) {
      open(admin, rooms(), AdminViewsTest::everywhere);
    }
  }
}
