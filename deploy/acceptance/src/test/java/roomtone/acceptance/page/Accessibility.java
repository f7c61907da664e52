package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import roomtone.local.testing.Await;
import roomtone.local.testing.Checkout;

/** Checks that everybody can use a page: by axe, by its width, and with large text. */
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

  /** The font size of browsers as they are delivered, CSS pixels. */
  private static final int FONT_SIZE = 16;

  /** How long a layout may take. */
  private static final Duration LAYOUT = Duration.ofSeconds(3);

  /**
   * What is lost of the text on the page. A text may go on in a part that can be scrolled, and what
   * is fixed to the window may lie over the rest, which can be scrolled away under it.
   */
  private static final String LOST_TEXT =
      """
      (fontSize) => {
        const found = []
        const root = document.documentElement
        const actual = parseFloat(getComputedStyle(root).fontSize)
        if (actual !== fontSize) {
          found.push(`the text is at ${actual} px instead of ${fontSize} px`)
        }
        if (root.scrollWidth > innerWidth) {
          found.push(`the page is ${root.scrollWidth} px wide in a window of ${innerWidth} px`)
        }
        const above = (node) => node.assignedSlot ?? node.parentNode ?? node.host ?? null
        const texts = []
        const collect = (node) => {
          for (const child of node.childNodes) {
            if (child instanceof Text && child.data.trim() !== '') {
              texts.push(child)
            } else if (child instanceof Element && !['SCRIPT', 'STYLE'].includes(child.tagName)) {
              collect(child)
              if (child.shadowRoot !== null) {
                collect(child.shadowRoot)
              }
            }
          }
        }
        collect(document.body)
        const lines = []
        for (const text of texts) {
          const owner = text.parentElement ?? text.parentNode.host
          if (!owner.checkVisibility({opacityProperty: true, visibilityProperty: true})) {
            continue
          }
          const boxes = []
          let isFixed = false
          let isHidden = false
          for (let node = text; node !== null; node = above(node)) {
            if (node instanceof Element && node !== root && node !== document.body) {
              const style = getComputedStyle(node)
              isHidden ||= style.clipPath !== 'none'
              isFixed ||= style.position === 'fixed' || style.position === 'sticky'
              boxes.push({box: node.getBoundingClientRect(), x: style.overflowX, y: style.overflowY, display: style.display})
            }
          }
          if (isHidden) {
            continue
          }
          const range = document.createRange()
          range.selectNodeContents(text)
          const words = text.data.trim().replace(/\\s+/g, ' ').slice(0, 60)
          for (const line of range.getClientRects()) {
            if (line.width < 1) {
              continue
            }
            // The glyphs stand in the middle of the line's box.
            const [top, bottom] = [line.top + line.height / 4, line.bottom - line.height / 4]
            let [inX, inY] = [false, false]
            for (const {box, x, y, display} of boxes) {
              if (display === 'inline' || display === 'contents') {
                continue
              }
              inX ||= x === 'auto' || x === 'scroll'
              inY ||= y === 'auto' || y === 'scroll'
              const isCutX = !inX && x !== 'visible' && (line.left < box.left - 2 || line.right > box.right + 2)
              const isCutY = !inY && y !== 'visible' && (top < box.top || bottom > box.bottom)
              if (isCutX || isCutY) {
                found.push(`cut off: ${words}`)
                break
              }
            }
            if (!inX && (line.left < -1 || line.right > innerWidth + 1)) {
              found.push(`beside the window: ${words}`)
            }
            if (isFixed) {
              if (!inY && (top < 0 || bottom > innerHeight)) {
                found.push(`fixed outside of the window: ${words}`)
              }
            } else {
              lines.push({owner, words, left: line.left, right: line.right, top, bottom})
            }
          }
        }
        lines.forEach((one, index) => {
          for (const other of lines.slice(index + 1)) {
            if (one.owner !== other.owner && Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
                && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2) {
              found.push(`over each other: ${one.words} / ${other.words}`)
            }
          }
        })
        return [...new Set(found)]
      }
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

  /**
   * Fails when something is lost with text at 200 %, on a phone and on a desk: when the page has to
   * be scrolled sideways, or a text is cut off or lies over another one. The text is enlarged by
   * the font size of the root element, as pages and extensions do it, and by the font size that a
   * reader sets in the browser, by which the widths of media queries grow, too.
   *
   * @param page is left with the size and the text that it had
   * @param state names the state in the failure
   * @see <a href="https://www.w3.org/TR/WCAG22/#resize-text">WCAG 2.2, 1.4.4 Resize Text</a>
   */
  static void checkLargeText(Page page, String state) {
    checkLargeText(page, state, List.of(Screen.PHONE.width(), Screen.DESKTOP.width()));
  }

  /** As {@link #checkLargeText(Page, String)}, at these widths in CSS pixels. */
  static void checkLargeText(Page page, String state, List<Integer> widths) {
    int width = page.viewportSize().width;
    int height = page.viewportSize().height;
    for (int enlarged : widths) {
      page.setViewportSize(enlarged, height);
      String where = state + ", text at 200 %, " + enlarged + " px";
      page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')");
      checkText(page, where + ", by the root element");
      page.evaluate("() => document.documentElement.style.removeProperty('font-size')");
      CDPSession browser = page.context().newCDPSession(page);
      setFontSize(browser, 2 * FONT_SIZE);
      checkText(page, where + ", by the browser");
      setFontSize(browser, FONT_SIZE);
      browser.detach();
    }
    page.setViewportSize(width, height);
  }

  private static void setFontSize(CDPSession browser, int pixels) {
    JsonObject sizes = new JsonObject();
    sizes.addProperty("standard", pixels);
    JsonObject parameters = new JsonObject();
    parameters.add("fontSizes", sizes);
    browser.send("Page.setFontSizes", parameters);
  }

  /** The layout follows a new size within some frames. */
  private static void checkText(Page page, String state) {
    Await.passes(
        LAYOUT, () -> assertEquals(List.of(), page.evaluate(LOST_TEXT, 2 * FONT_SIZE), state));
  }

  private static String axe() {
    try {
      return Files.readString(Checkout.folder().resolve("web/node_modules/axe-core/axe.min.js"));
    } catch (IOException e) {
      throw new UncheckedIOException("The pages were not built: run ./dev test", e);
    }
  }
}
