package roomtone.acceptance.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** What guests do and read on the listener's page. */
final class ListenerPage {

  private ListenerPage() {}

  /** Votes for a song that the page shows, by the step with this label. */
  static void votes(Visitor guest, String title, String step) {
    guest
        .page()
        .getByRole(
            AriaRole.RADIOGROUP,
            new Page.GetByRoleOptions().setName("Your vote for " + title).setExact(true))
        .first()
        .getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(step).setExact(true))
        .click();
  }

  /**
   * Votes for the last song of the queue, by the step with this label. The queue may change before
   * the click, so that the page's thanks tell which song it was.
   *
   * @return the title of that song
   */
  static String votesForTheLast(Visitor guest, String step) {
    guest
        .section("What comes next")
        .getByRole(AriaRole.LISTITEM)
        .last()
        .getByRole(AriaRole.RADIO, new Locator.GetByRoleOptions().setName(step).setExact(true))
        .click();
    String thanks = ": " + step + ". Thank you!";
    String text = guest.page().getByText(thanks).first().innerText();
    return text.substring(0, text.indexOf(thanks));
  }

  /** The titles of the queue, in order. */
  static List<String> queue(Visitor guest) {
    return guest
        .section("What comes next")
        .getByRole(AriaRole.LISTITEM)
        .getByRole(AriaRole.HEADING)
        .allInnerTexts();
  }
}
