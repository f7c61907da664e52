package roomtone.acceptance.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody with a browser of their own, and one page in it. */
final class Visitor implements AutoCloseable {

  private final BrowserContext context;
  private final Page page;
  private final List<String> errors = new CopyOnWriteArrayList<>();

  Visitor(BrowserContext context) {
    this.context = context;
    page = context.newPage();
    page.onPageError(errors::add);
    page.onConsoleMessage(this::collect);
  }

  /** Failed calls are part of the stories; anything else that the browser calls an error is not. */
  private void collect(ConsoleMessage message) {
    if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
      errors.add(message.text());
    }
  }

  /** Opens an address. */
  Visitor opens(String url) {
    page.navigate(url);
    return this;
  }

  /** The open page. */
  Page page() {
    return page;
  }

  /** The storage and network of this visitor. */
  BrowserContext context() {
    return context;
  }

  /** Presses the button with this label. */
  void presses(String label) {
    button(label).click();
  }

  /** Follows the link with this label. */
  void follows(String label) {
    links(label).click();
  }

  /** The button with this label. */
  Locator button(String label) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  /** The control with this label. */
  Locator field(String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }

  /** The part of the page under this heading. */
  Locator section(String heading) {
    return page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName(heading).setExact(true));
  }

  /** The links with this label. */
  Locator links(String label) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(label).setExact(true));
  }

  /** The first choice with this label that can be seen. */
  Locator radio(String label) {
    return page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(label).setExact(true))
        .first();
  }

  /** To wait until something is no longer shown. */
  static Locator.WaitForOptions hidden() {
    return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
  }

  /** Waits until a text can be read somewhere on the page. */
  void reads(String text) {
    page.getByText(text).first().waitFor();
  }

  /** What the page's scripts and the browser have complained about, violations of the CSP too. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  /** Writes a picture of the page. */
  void screenshot(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  @Override
  public void close() {
    context.close();
  }
}
