package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everybody can use each view of the admin panel: on a phone and on a desk, in light and in dark
 * colours, on the narrowest and the widest screen.
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
  private static void check(Visitor visitor, Map<String, String> textsByView) {
    textsByView.forEach(
        (view, text) -> {
          visitor.page().setViewportSize(Screen.DESKTOP.width(), Screen.DESKTOP.height());
          visitor.opens(venue.panel(view)).reads(text);
          Accessibility.checkEverywhere(visitor.page(), "/admin/" + view);
          assertEquals(List.of(), visitor.errors(), view);
        });
  }

  @Test
  void signing_in() {
    try (Visitor visitor = venue.visitor(Screen.DESKTOP)) {
      check(visitor, Map.of("", "For admins and managers of rooms."));
    }
  }

  @Test
  void the_views_of_the_catalogue_and_of_staff() {
    Map<String, String> views = new LinkedHashMap<>();
    views.put("", "Figures");
    views.put("songs", "7 songs");
    views.put("songs/upload", "Choose files");
    views.put("songs/import", "Choose a table");
    views.put("songs/" + venue.song("Rain"), "Details");
    views.put("roles", "Name");
    views.put("audit", "Before and after");
    views.put("nowhere", "There is nothing at this address");
    try (Visitor admin = venue.staff(ADMIN)) {
      check(admin, views);
    }
  }

  @Test
  void the_views_of_rooms() {
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
    try (Visitor admin = venue.staff(ADMIN)) {
      check(admin, views);
    }
  }
}
