package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import roomtone.local.testing.Checkout;

/** Checks that everybody can use a page: by axe, and by its width. */
final class Accessibility {

  private static final List<Integer> WIDTHS = List.of(320, 1920);

  private static final String AXE = axe();

  /** All rules of WCAG 2.2, levels A and AA, and of best practice, whatever their impact. */
  private static final String RUN =
      """
      () => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
        .then(found => found.violations.map(violation => violation.id + ': ' + violation.help + ' ' +
          violation.nodes.map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join(' | ')))
      """;

  private Accessibility() {}

  /**
   * Checks a page on a phone and on a desk, in light and in dark colours, and on the narrowest and
   * the widest screen. Leaves it on a phone, in light colours.
   */
  static void checkEverywhere(Page page, String state) {
    for (ColorScheme colours : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
      for (Screen screen : List.of(Screen.DESKTOP, Screen.PHONE)) {
        page.setViewportSize(screen.width(), screen.height());
        check(page, state + ", " + colours + ", " + screen.width() + " px");
      }
    }
    checkWidths(page, state);
  }

  /** Fails with what axe finds on the page as it is now. */
  static void check(Page page, String state) {
    page.evaluate(AXE);
    assertEquals(List.of(), page.evaluate(RUN), state);
  }

  /** Fails when the page has to be scrolled sideways on the narrowest and the widest screen. */
  static void checkWidths(Page page, String state) {
    int width = page.viewportSize().width;
    int height = page.viewportSize().height;
    for (int narrow : WIDTHS) {
      page.setViewportSize(narrow, height);
      assertEquals(
          Map.of("content", narrow, "window", narrow),
          page.evaluate(
              "() => ({content: Math.max(document.documentElement.scrollWidth, innerWidth), window: innerWidth})"),
          state + " at " + narrow + " px");
    }
    page.setViewportSize(width, height);
  }

  private static String axe() {
    try {
      return Files.readString(Checkout.folder().resolve("web/node_modules/axe-core/axe.min.js"));
    } catch (IOException e) {
      throw new UncheckedIOException("The pages were not built: run ./dev test", e);
    }
  }
}
