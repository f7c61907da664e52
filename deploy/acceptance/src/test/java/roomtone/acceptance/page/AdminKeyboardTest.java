package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;

/** An admin who has a keyboard and no mouse. */
@Tag("long")
class AdminKeyboardTest {

  private static final String ADMIN = "admin@example.com";

  private static final Duration SOON = Duration.ofSeconds(5);

  /** More than the controls of any view. */
  private static final int MANY = 120;

  /** What is wrong with the focus now: empty when an element has it, and shows that it has it. */
  private static final String FOCUS =
      """
      () => {
        let element = document.activeElement
        while (element?.shadowRoot?.activeElement) {
          element = element.shadowRoot.activeElement
        }
        if (element === null || element === document.body) {
          return 'nothing has the focus'
        }
        const outlined = [element, element.closest('label')].some(one => {
          const style = one === null ? null : getComputedStyle(one)
          return style !== null && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
        })
        return outlined ? '' : 'the focus cannot be seen: ' + element.outerHTML.slice(0, 120)
      }
      """;

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

  private static void press(Visitor admin, String key) {
    admin.page().keyboard().press(key);
  }

  /** Fails when no element has the focus, or when one cannot see which. */
  private static void seesFocus(Visitor admin, String after) {
    Await.passes(SOON, () -> assertEquals("", admin.page().evaluate(FOCUS), after));
  }

  private static boolean hasFocus(Locator control) {
    return (boolean)
        control.evaluate(
            "element => element.matches(':focus') || element.shadowRoot?.activeElement != null");
  }

  /** Presses Tab until a control has the focus. */
  private static void tabsTo(Visitor admin, Locator control) {
    control.waitFor();
    for (int i = 0; i < MANY; i++) {
      if (hasFocus(control)) {
        return;
      }
      press(admin, "Tab");
    }
    fail("Tab never reaches " + control);
  }

  /** Presses Enter on a control, waits for the text that tells of it, and looks at the focus. */
  private static void enters(Visitor admin, Locator control, String text) {
    tabsTo(admin, control);
    seesFocus(admin, "on " + control);
    press(admin, "Enter");
    admin.reads(text);
    seesFocus(admin, "after " + control);
  }

  private static Locator heading(Visitor admin, String text) {
    return admin
        .page()
        .getByRole(
            AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setExact(true).setLevel(1));
  }

  private static void signsIn(Visitor admin) {
    admin.page().clock().install();
    admin.opens(venue.panel(""));
    tabsTo(admin, admin.field("E-mail address"));
    admin.page().keyboard().type(ADMIN);
    press(admin, "Tab");
    admin.page().keyboard().type(Venue.PASSWORD);
    press(admin, "Enter");
    admin.reads("Figures");
    seesFocus(admin, "after signing in");
  }

  private static void changesASong(Visitor admin) {
    enters(admin, AdminPanel.linkTo(admin, "Songs"), "7 songs");
    assertThat(heading(admin, "Songs")).isFocused();
    tabsTo(admin, admin.field("Search in title and artist"));
    admin.page().keyboard().type("storm");
    admin.reads("1 song matches");
    seesFocus(admin, "after a search");
    enters(admin, admin.links("Storm"), "Details");
    assertThat(heading(admin, "Storm")).isFocused();

    enters(admin, admin.button("Listen"), "Details");
    assertThat(admin.page().locator("audio")).isFocused();
    Locator rain = admin.page().locator("form").getByLabel("Rain");
    tabsTo(admin, rain);
    String before = rain.inputValue();
    for (int i = 0; i < 3; i++) {
      press(admin, "ArrowRight");
    }
    assertEquals(String.valueOf(Integer.parseInt(before) + 3), rain.inputValue());
    enters(admin, admin.button("Discard"), "Details");
    tabsTo(admin, rain);
    press(admin, "ArrowLeft");
    enters(admin, admin.button("Save"), "Saved.");
  }

  private static void answersAQuestion(Visitor admin) {
    enters(admin, admin.button("Archive"), "Archive \"Storm\"?");
    press(admin, "Escape");
    admin.page().getByText("Archive \"Storm\"?").waitFor(Visitor.hidden());
    assertThat(admin.button("Archive")).isFocused();
    press(admin, "Enter");
    admin.reads("Archive \"Storm\"?");
    enters(admin, admin.page().locator("rt-dialog button.danger"), "Archived.");
    enters(admin, admin.button("Restore"), "The song is in use again.");
  }

  private static void controlsARoom(Visitor admin) {
    enters(admin, AdminPanel.linkTo(admin, "Rooms"), "1 room");
    enters(admin, admin.links(room.name()), "Plays now");
    enters(admin, admin.button("Pause"), "Paused: the device fades out.");
    assertThat(admin.button("Resume")).isFocused();
    press(admin, "Enter");
    admin.reads("Goes on.");
    assertThat(admin.button("Pause")).isFocused();
    enters(admin, admin.button("Skip"), "The device ends it and starts the next.");
    assertThat(admin.button("Being skipped …")).isFocused();
  }

  private static void picksSongs(Visitor admin) {
    enters(admin, admin.links("Library"), "This room has no library");
    tabsTo(admin, admin.field("Select Boat"));
    press(admin, "Space");
    tabsTo(admin, admin.field("Select Rain"));
    press(admin, "Space");
    admin.reads("2 selected");
    seesFocus(admin, "after a choice");
    enters(admin, button(admin, "Add"), "The library has 2 songs now.");
  }

  private static Locator button(Visitor admin, String label) {
    return admin
        .page()
        .getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Change the library"))
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(label).setExact(true));
  }

  private static void signsOut(Visitor admin) {
    Locator account = AdminPanel.navigation(admin).locator("summary");
    tabsTo(admin, account);
    press(admin, "Enter");
    enters(admin, admin.button("Change the password"), "New password");
    press(admin, "Escape");
    assertThat(admin.button("Change the password")).isFocused();
    enters(admin, admin.button("Sign out"), "For admins and managers of rooms.");
  }

  @Test
  void all_that_an_admin_does_is_done_by_keyboard_and_the_focus_is_never_lost() {
    try (Visitor admin = venue.visitor(Screen.DESKTOP)) {
      signsIn(admin);
      changesASong(admin);
      answersAQuestion(admin);
      controlsARoom(admin);
      picksSongs(admin);
      signsOut(admin);
      assertEquals(List.of(), admin.errors());
    }
  }

  @Test
  void the_first_tab_leads_past_the_navigation() {
    try (Visitor admin = venue.staff(ADMIN)) {
      admin.opens(venue.panel("songs")).reads("7 songs");
      press(admin, "Tab");
      assertThat(admin.links("Skip to the content")).isFocused();
      press(admin, "Enter");
      assertThat(heading(admin, "Songs")).isFocused();
      assertEquals(List.of(), admin.errors());
    }
  }
}
