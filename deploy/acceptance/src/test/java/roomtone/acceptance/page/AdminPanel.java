package roomtone.acceptance.page;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What staff do in the admin panel, and what they see there. */
final class AdminPanel {

  private AdminPanel() {}

  /** The main navigation. */
  static Locator navigation(Visitor staff) {
    return staff
        .page()
        .getByRole(
            AriaRole.NAVIGATION,
            new Page.GetByRoleOptions().setName("Main navigation").setExact(true));
  }

  /** The link of a view in the main navigation. */
  static Locator linkTo(Visitor staff, String view) {
    return navigation(staff)
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(view).setExact(true));
  }

  /** Follows the main navigation to a view. */
  static void goesTo(Visitor staff, String view) {
    linkTo(staff, view).click();
  }

  /** Goes by the list of rooms to the settings of one. */
  static void opensSettings(Visitor staff, String room) {
    goesTo(staff, "Rooms");
    staff.follows(room);
    staff.follows("Settings");
    staff.field("Name").waitFor();
  }

  /** Signs in again in the dialog of a session that is over. */
  static void signsInAgain(Visitor staff) {
    staff.reads("Your session is over");
    staff.field("Password").fill(Venue.PASSWORD);
    staff.presses("Sign in");
    staff.page().getByText("Your session is over").waitFor(Visitor.hidden());
  }

  /** Drops files at the element with this text. */
  static void drops(Visitor staff, String text, Path... files) {
    ElementHandle input =
        staff
            .page()
            .evaluateHandle(
                """
                () => {
                  const input = Object.assign(document.createElement('input'), {type: 'file', multiple: true, hidden: true})
                  document.body.append(input)
                  return input
                }
                """)
            .asElement();
    input.setInputFiles(files);
    staff
        .page()
        .getByText(text)
        .evaluate(
            """
            (element, input) => {
              const dataTransfer = new DataTransfer()
              for (const file of input.files) {
                dataTransfer.items.add(file)
              }
              input.remove()
              element.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}))
            }
            """,
            input);
  }

  /** A file in the list of uploads. */
  static Locator upload(Visitor staff, String fileName) {
    return staff
        .section("Files")
        .getByRole(AriaRole.LISTITEM)
        .filter(new Locator.FilterOptions().setHasText(fileName));
  }

  /** The calls of the services from now on, such as {@code GET /api/admin/me}; the list grows. */
  static List<String> calls(Visitor staff) {
    List<String> calls = new CopyOnWriteArrayList<>();
    staff
        .page()
        .onRequest(
            request -> {
              if (request.url().contains("/api/")) {
                calls.add(call(request));
              }
            });
    return calls;
  }

  private static String call(Request request) {
    return request.method() + " " + request.url().replaceFirst("^https?://[^/]*", "");
  }
}
