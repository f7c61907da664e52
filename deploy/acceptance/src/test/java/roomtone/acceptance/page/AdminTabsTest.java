package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Dialog;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Staff who use the back button, reload the page, or work in two tabs of one browser. */
@Tag("long")
class AdminTabsTest {

  private static final String ADMIN = "admin@example.com";
  private static final String CONFLICT = "Somebody else changed this meanwhile";

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

  private static Visitor atSong(Visitor visitor, String title) {
    visitor.opens(venue.panel("songs/" + venue.song(title))).reads("Details");
    return visitor;
  }

  @Test
  void the_second_tab_that_changes_a_song_learns_of_the_first() {
    try (Visitor first = atSong(venue.staff(ADMIN), "Rain");
        Visitor second = atSong(new Visitor(first.context()), "Rain")) {
      first.field("Title").fill("Steady rain");
      second.field("Title").fill("Soft rain");
      second.field("Artist").fill("The Clouds");
      second.presses("Save");
      second.reads("Saved.");

      first.presses("Save");
      first.reads(CONFLICT);
      first.reads("now Soft rain, yours Steady rain");
      assertThat(first.field("Title")).hasValue("Steady rain");
      Accessibility.checkEverywhere(first.page(), "two tabs that change one song");
      first.presses("Keep my values");
      first.presses("Save");
      first.reads("Saved.");
      assertThat(first.field("Artist")).hasValue("The Clouds");

      second.field("Title").fill("Drizzle");
      second.presses("Save");
      second.reads(CONFLICT);
      second.presses("Take the new values");
      assertThat(second.field("Title")).hasValue("Steady rain");
      assertThat(second.page().getByText("Not saved yet")).hasCount(0);
      assertEquals(List.of(), first.errors());
      assertEquals(List.of(), second.errors());
    }
  }

  @Test
  void back_forward_and_reload_keep_what_was_typed_and_searched() {
    try (Visitor admin = venue.staff(ADMIN)) {
      admin.page().onDialog(Dialog::accept);
      AdminPanel.goesTo(admin, "Songs");
      admin.field("Search in title and artist").fill("storm");
      admin.reads("1 song matches");
      admin.follows("Storm");
      admin.field("Title").fill("Thunder");
      admin.page().goBack();
      admin.reads("1 song matches");
      assertThat(admin.field("Search in title and artist")).hasValue("storm");
      admin.page().goForward();
      assertThat(admin.field("Title")).hasValue("Thunder");
      admin.page().reload();
      assertThat(admin.field("Title")).hasValue("Thunder");
      admin.reads("Not saved yet");
      admin.presses("Discard");
      assertThat(admin.field("Title")).hasValue("Storm");
      assertEquals(List.of(), admin.errors());
    }
  }

  @Test
  void signing_out_in_one_tab_loses_nothing_that_was_typed_in_another() {
    try (Visitor first = atSong(venue.staff(ADMIN), "Wind");
        Visitor second = atSong(new Visitor(first.context()), "Boat")) {
      first.field("Title").fill("Gale");
      AdminPanel.navigation(second).getByText("Account").click();
      second.presses("Sign out");
      second.reads("For admins and managers of rooms.");
      AdminPanel.signsInAgain(first);
      assertThat(first.field("Title")).hasValue("Gale");
      first.presses("Save");
      first.reads("Saved.");
      assertEquals(List.of(), first.errors());
      assertEquals(List.of(), second.errors());
    }
  }
}
