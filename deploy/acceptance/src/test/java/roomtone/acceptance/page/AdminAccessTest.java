package roomtone.acceptance.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Dialog;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Staff whose role, room or session ends while they work. */
@Tag("long")
class AdminAccessTest {

  private static final String TAKEN = "This room was taken from you, or it is out of use.";
  private static final String CHANGED = "Your role was changed";

  private static Venue venue;
  private static Venue.NewRoom room;

  @BeforeAll
  static void start() {
    venue = new Venue();
    venue.uploadSounds();
    room = venue.addRoom("Porch", "porch");
    venue.startNext(room.token());
  }

  @AfterAll
  static void stop() {
    if (venue != null) {
      venue.close();
    }
  }

  private static UUID manager(String email) {
    UUID user = venue.account(email);
    venue.update("insert into public.roles (user_id, role) values (?, 'manager')", user);
    venue.update("update public.players set manager_id = ? where id = ?", user, room.id());
    return user;
  }

  /** Nothing is still loading, and nothing asks the service for five minutes. */
  private static void rests(Visitor visitor, String state) {
    assertThat(visitor.page().locator(".spinner, .busy")).hasCount(0);
    List<String> calls = AdminPanel.calls(visitor);
    visitor.page().clock().runFor("05:00");
    assertEquals(List.of(), calls, state);
  }

  @Test
  void an_admin_whose_role_is_revoked_reads_so_and_keeps_what_was_typed() {
    String email = "leaving@example.com";
    UUID account = venue.adminAccount(email);
    venue.adminAccount("staying@example.com");
    try (Visitor admin = venue.staff(email)) {
      admin.page().onDialog(Dialog::accept);
      AdminPanel.opensSettings(admin, room.name());
      admin.field("Name").fill("Veranda");
      venue.update("delete from public.roles where user_id = ?", account);
      admin.reads(CHANGED);
      Accessibility.checkEverywhere(admin.page(), "a role that was taken away");
      rests(admin, "settings without a role");
      admin.page().setViewportSize(Screen.DESKTOP.width(), Screen.DESKTOP.height());

      admin.presses("Save");
      admin.reads("Your role does not allow this. Ask an admin.");
      assertThat(admin.field("Name")).hasValue("Veranda");
      admin.follows("Now");
      admin.reads("Plays now");
      rests(admin, "a room without a role");
      AdminPanel.goesTo(admin, "Songs");
      admin.reads("Your role does not allow this. Ask an admin.");
      rests(admin, "songs without a role");
      AdminPanel.opensSettings(admin, room.name());
      assertThat(admin.field("Name")).hasValue("Veranda");

      admin.presses("Show what I may do now");
      admin.reads("Your account has no role yet");
      rests(admin, "no role");
      venue.update("insert into public.roles (user_id, role) values (?, 'admin')", account);
      admin.presses("Check again");
      assertThat(admin.field("Name")).hasValue("Veranda");
      admin.presses("Save");
      admin.reads("Saved.");
      admin.field("Name").fill(room.name());
      admin.presses("Save");
      admin.page().getByText("Not saved yet").waitFor(Visitor.hidden());
      assertEquals(List.of(), admin.errors());
    }
  }

  @Test
  void a_manager_who_loses_a_room_reads_so_and_keeps_what_was_typed() {
    String email = "manager@example.com";
    UUID account = manager(email);
    try (Visitor manager = venue.staff(email)) {
      AdminPanel.opensSettings(manager, room.name());
      manager.field("Name").fill("Balcony");
      venue.update("update public.players set manager_id = null where id = ?", room.id());
      manager.reads(TAKEN);
      Accessibility.checkEverywhere(manager.page(), "a room that was taken away");
      manager.page().setViewportSize(Screen.DESKTOP.width(), Screen.DESKTOP.height());
      manager.presses("Save");
      manager.reads("There is no such room, or you may not see it.");
      assertThat(manager.field("Name")).hasValue("Balcony");
      for (String tab : List.of("Now", "Library", "History", "Votes", "Device and QR")) {
        manager.follows(tab);
        manager.reads(TAKEN);
        assertThat(manager.links(tab)).hasAttribute("aria-current", "page");
        assertThat(manager.page().locator(".spinner, .busy")).hasCount(0);
      }
      manager.follows("Settings");
      assertThat(manager.field("Name")).hasValue("Balcony");
      AdminPanel.goesTo(manager, "Rooms");
      manager.reads("There are no rooms yet");
      assertThat(manager.links(room.name())).hasCount(0);

      venue.update("update public.players set manager_id = ? where id = ?", account, room.id());
      AdminPanel.opensSettings(manager, room.name());
      assertThat(manager.page().getByText(TAKEN)).hasCount(0);
      assertThat(manager.field("Name")).hasValue("Balcony");
      assertEquals(List.of(), manager.errors());
    }
  }

  @Test
  void a_form_that_is_half_filled_outlasts_a_session_and_a_reload() {
    String email = "away@example.com";
    UUID account = venue.adminAccount(email);
    try (Visitor admin = venue.staff(email)) {
      admin.page().onDialog(Dialog::accept);
      AdminPanel.goesTo(admin, "Rooms");
      admin.follows("Add a room");
      admin.field("Name").fill("Terrace");
      venue.update("delete from auth.sessions where user_id = ?", account);
      admin.page().clock().fastForward("02:00:00");
      AdminPanel.signsInAgain(admin);
      assertThat(admin.field("Name")).hasValue("Terrace");

      venue.update("delete from auth.sessions where user_id = ?", account);
      admin.page().clock().fastForward("02:00:00");
      admin.reads("Your session is over");
      admin.page().reload();
      admin.field("E-mail address").fill(email);
      admin.field("Password").fill(Venue.PASSWORD);
      admin.presses("Sign in");
      assertThat(admin.field("Name")).hasValue("Terrace");
      admin.presses("Add the room");
      admin.reads("Token");
      assertEquals(List.of(), admin.errors());
    }
  }
}
