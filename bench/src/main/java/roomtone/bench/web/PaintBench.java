package roomtone.bench.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import roomtone.local.testing.Chromium;

/** How long the pages take to show what was clicked and what an event says. */
final class PaintBench {

  private static final String CLICK = "click";
  private static final String MORE = "[role=radio][aria-label=\"more of it\"]";
  private static final String LESS = "[role=radio][aria-label=\"less of it\"]";
  private static final String CHOSEN = "[aria-checked=true]";
  private static final int VOTE_ATTEMPTS = 3;
  private static final double SOON_MILLIS = 5_000;

  /** Where measurements go. */
  interface Result {

    /** Takes the time of each round. */
    void add(String name, List<Double> millis);
  }

  private final RunningDemo demo;
  private final Chromium chromium;
  private final int rounds;

  PaintBench(RunningDemo demo, Chromium chromium, int rounds) {
    this.demo = demo;
    this.chromium = chromium;
    this.rounds = rounds;
  }

  void run(Result result) {
    listener(result);
    admin(result);
    player(result);
  }

  private void listener(Result result) {
    try (BrowserContext guest = chromium.visitor(Phone.options())) {
      Page page = guest.newPage();
      Probe probe = Visit.LISTENER.open(page, demo);
      Visit.press(page, "Not now");
      probe.slowDown();
      result.add("listener, a vote from its click", rounds(() -> vote(page, probe)));
      Locator heading = heading(page, "A pause");
      result.add(
          "listener, a pause from its event",
          rounds(() -> pause(probe, "\"state\":\"paused\"", "h2", "A pause", heading)));
    }
  }

  /** Votes for the first song of the queue, or for the next first one if that is gone meanwhile. */
  private static double vote(Page page, Probe probe) {
    for (int attempt = 1; ; attempt++) {
      String song = firstOfQueue(page);
      Locator scale = page.locator(song).first();
      try {
        // While a vote for the song is on its way, the page takes no other.
        page.locator(song + "[aria-busy=false]").first().waitFor(soon());
        boolean hasMore = scale.locator(MORE + CHOSEN).count() > 0;
        String step = hasMore ? LESS : MORE;
        return probe.paintMillis(
            CLICK,
            song + " > " + step + CHOSEN,
            "",
            () -> scale.locator(step).click(new Locator.ClickOptions().setTimeout(SOON_MILLIS)));
      } catch (PlaywrightException | IllegalStateException e) {
        if (attempt == VOTE_ATTEMPTS || scale.count() > 0) {
          throw e;
        }
      }
    }
  }

  /** The CSS selector of the scale on which the first song of the queue is voted on. */
  private static String firstOfQueue(Page page) {
    return "[role=radiogroup][aria-label=\"%s\"]"
        .formatted(
            page.getByRole(
                    AriaRole.REGION,
                    new Page.GetByRoleOptions().setName("What comes next").setExact(true))
                .getByRole(AriaRole.RADIOGROUP)
                .first()
                .getAttribute("aria-label"));
  }

  private void admin(Result result) {
    try (BrowserContext staff = chromium.visitor(Phone.options())) {
      Page page = staff.newPage();
      Probe probe = Visit.ADMIN.open(page, demo);
      Visit.signIn(page);
      page.navigate(demo.manager() + "/admin/players");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Garden"))
          .first()
          .waitFor();
      Locator tag = page.locator(".tag", new Page.LocatorOptions().setHasText("paused")).first();
      probe.slowDown();
      result.add(
          "admin, a pause from its event",
          rounds(() -> pause(probe, "\"paused\":true", ".tag", "paused", tag)));
    }
  }

  /** Pauses the garden and resumes it. */
  private double pause(Probe probe, String event, String selector, String text, Locator shown) {
    double millis = probe.paintMillis(event, selector, text, () -> demo.pause(true));
    demo.pause(false);
    shown.waitFor(Visit.hidden());
    return millis;
  }

  private void player(Result result) {
    try (BrowserContext device = chromium.visitor(Phone.options())) {
      Page page = device.newPage();
      Probe probe = Visit.PLAYER.open(page, demo);
      Visit.useToken(page);
      probe.slowDown();
      result.add("player, the status from its click", rounds(() -> status(page, probe)));
    }
  }

  private double status(Page page, Probe probe) {
    String heading = "Status of this player";
    double millis = probe.paintMillis(CLICK, "h1", heading, () -> Visit.press(page, "Status"));
    Visit.press(page, "Back to the room");
    heading(page, heading).waitFor(Visit.hidden());
    return millis;
  }

  private static Locator.WaitForOptions soon() {
    return new Locator.WaitForOptions().setTimeout(SOON_MILLIS);
  }

  private static Locator heading(Page page, String text) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(text)).first();
  }

  /** Repeats it. The first round is a warm-up. */
  private List<Double> rounds(DoubleSupplier measure) {
    List<Double> millis = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      millis.add(measure.getAsDouble());
    }
    return millis.subList(1, millis.size());
  }
}
