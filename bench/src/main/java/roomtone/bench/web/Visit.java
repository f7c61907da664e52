package roomtone.bench.web;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;

/** One of the three pages, and the ways into it. */
enum Visit {
  LISTENER("listener", "[role=radio]"),
  ADMIN("admin", "input[type=email]"),
  PLAYER("player", "input");

  /** The name in figures. */
  final String title;

  private final String ready;

  /**
   * A page.
   *
   * @param ready the CSS selector of what can be used when the page is interactive
   */
  Visit(String title, String ready) {
    this.title = title;
    this.ready = ready;
  }

  /** The address of the page. */
  String url(RunningDemo demo) {
    return switch (this) {
      case LISTENER -> demo.gardenLink();
      case ADMIN -> demo.manager() + "/admin/";
      case PLAYER -> demo.manager() + "/player/";
    };
  }

  /** Prepares a page that has not been opened yet. */
  Probe prepare(Page page) {
    return Probe.in(page, ready);
  }

  /** Opens the page and waits until it can be used. */
  Probe open(Page page, RunningDemo demo) {
    Probe probe = prepare(page);
    page.navigate(url(demo));
    probe.interactiveMillis();
    return probe;
  }

  /** Signs in to the admin panel and waits for the overview. */
  static void signIn(Page page) {
    page.getByLabel("E-mail address").fill(RunningDemo.ADMIN);
    page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
        .fill(RunningDemo.PASSWORD);
    press(page, "Sign in");
    page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Figures")).waitFor();
  }

  /** Makes the player that of the lobby and waits until it plays. */
  static void useToken(Page page) {
    page.getByLabel("Token", new Page.GetByLabelOptions().setExact(true))
        .fill(RunningDemo.LOBBY_TOKEN);
    press(page, "Use this token");
    page.getByText("Now playing").waitFor();
  }

  static void press(Page page, String label) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(label).setExact(true))
        .click();
  }

  /** To wait until something is no longer shown. */
  static Locator.WaitForOptions hidden() {
    return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
  }
}
