package roomtone.acceptance.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import roomtone.local.testing.Await;

/** A guest who has a keyboard and no pointer, and who has to see where the focus is. */
final class GuestKeys {

  /** More than the page has controls. */
  private static final int MOST_TABS = 150;

  private static final Duration SOON = Duration.ofSeconds(10);

  /**
   * What has the focus: its name, after that of its group; the view itself has that of the page's
   * main part, and the window an empty one. The focus is seen when it has an outline, is in the
   * window, and nothing lies over its middle.
   */
  private static final String FOCUS =
      """
      () => {
        let focused = document.activeElement
        while (focused.shadowRoot?.activeElement) {
          focused = focused.shadowRoot.activeElement
        }
        if (focused === document.body) {
          return {name: '', seen: true}
        }
        const text = (element) => (element?.textContent ?? '').trim().replace(/\\s+/g, ' ')
        const group = focused.closest('[role=radiogroup]')?.getAttribute('aria-label')
        const name = focused.getAttribute('aria-label') ?? (text(focused.labels?.[0]) || text(focused))
        const style = getComputedStyle(focused)
        const box = focused.getBoundingClientRect()
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
        let top = document.elementFromPoint(x, y)
        while (top?.shadowRoot?.elementFromPoint(x, y) && top.shadowRoot.elementFromPoint(x, y) !== top) {
          top = top.shadowRoot.elementFromPoint(x, y)
        }
        let inside = top
        while (inside && inside !== focused) {
          inside = inside.assignedSlot ?? inside.parentNode ?? inside.host
        }
        const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
        return {name: group ? `${group}: ${name}` : name, seen: isOutlined && (focused.tagName === 'MAIN' || inside === focused)}
      }
      """;

  private final Page page;

  GuestKeys(Page page) {
    this.page = page;
  }

  /** Presses keys one after the other, such as {@code Enter} or {@code ArrowRight}. */
  GuestKeys press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
    return this;
  }

  /** Types a text where the focus is. */
  GuestKeys type(String text) {
    page.keyboard().type(text);
    return this;
  }

  /**
   * Goes on by Tab until what has the focus has this name.
   *
   * @throws AssertionError when it is not reached, or when the focus cannot be seen on the way
   */
  GuestKeys tabTo(String name) {
    return tabTo("Tab", name);
  }

  /** As {@link #tabTo}, backwards. */
  GuestKeys tabBackTo(String name) {
    return tabTo("Shift+Tab", name);
  }

  private GuestKeys tabTo(String key, String name) {
    List<String> way = new ArrayList<>();
    while (way.size() < MOST_TABS) {
      page.keyboard().press(key);
      String focused = seen();
      if (focused.equals(name)) {
        return this;
      }
      way.add(focused);
    }
    throw new AssertionError("%s does not lead to %s: %s".formatted(key, name, way));
  }

  /** Fails unless the focus comes to what has this name by itself, and can be seen there. */
  GuestKeys isAt(String name) {
    Await.value("the focus is at " + name, SOON, this::seen, name::equals);
    return this;
  }

  /**
   * Fails when the focus is lost: when it is nowhere after an action, and does not come back.
   *
   * @return the name of what has it
   */
  String kept() {
    return Await.value("the focus is somewhere", SOON, this::seen, name -> !name.isEmpty());
  }

  /** Fails unless Tab leads once around the whole page: from where it is, back to there. */
  void isNoTrap() {
    String start = kept();
    tabTo(start);
  }

  private String seen() {
    Map<?, ?> focus = (Map<?, ?>) page.evaluate(FOCUS);
    String name = (String) focus.get("name");
    assertTrue((boolean) focus.get("seen"), () -> "the focus cannot be seen at " + name);
    return name;
  }
}
