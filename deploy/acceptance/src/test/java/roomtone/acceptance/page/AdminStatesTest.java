package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everybody can use what the admin panel shows beside its views. */
@Tag("long")
class AdminStatesTest {

  private static void check(Visitor visitor, String state) {
    visitor.page().setViewportSize(Screen.DESKTOP.width(), Screen.DESKTOP.height());
    Accessibility.checkEverywhere(visitor.page(), state);
    Accessibility.checkLargeText(visitor.page(), state);
    assertEquals(List.of(), visitor.errors(), state);
  }

  @Test
  void before_there_is_an_admin_and_after() {
    try (Venue venue = new Venue();
        Visitor owner = venue.visitor(Screen.DESKTOP)) {
      owner.opens(venue.panel(""));
      for (String way :
          List.of("Sign in with a code by e-mail", "Forgot the password", "Create an account")) {
        owner.presses(way);
        check(owner, way);
        owner.presses("Sign in with a password");
      }
      UUID user = venue.account("owner@example.com");
      owner.field("E-mail address").fill("owner@example.com");
      owner.field("Password").fill("wrong");
      owner.presses("Sign in");
      owner.page().getByRole(AriaRole.ALERT).first().waitFor();
      check(owner, "a wrong password");
      owner.field("Password").fill(Venue.PASSWORD);
      owner.presses("Sign in");
      owner.reads("Make the first admin");
      check(owner, "how the first admin is made");
      venue.update("insert into public.roles (user_id, role) values (?, 'admin')", user);
      owner.presses("Check again");
      owner.reads("Three steps to a room that plays");
      check(owner, "a system with nothing in it");
      for (String view : List.of("Rooms", "Songs", "Changes")) {
        AdminPanel.goesTo(owner, view);
        check(owner, "nothing in " + view);
      }
    }
  }

  @Test
  void without_a_role_and_without_a_session() {
    try (Venue venue = new Venue()) {
      venue.adminAccount("admin@example.com");
      UUID user = venue.account("guest@example.com");
      try (Visitor guest = venue.signedIn("guest@example.com")) {
        guest.reads("Your account has no role yet");
        check(guest, "no role");
        venue.update("insert into public.roles (user_id, role) values (?, 'manager')", user);
        guest.presses("Check again");
        guest.reads("Figures");
        venue.update("delete from auth.sessions where user_id = ?", user);
        guest.page().clock().fastForward("02:00:00");
        guest.reads("Your session is over");
        check(guest, "a session that is over");
      }
    }
  }
}
