package roomtone.acceptance.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

/**
 * What a visitor looks at.
 *
 * @param width of the page, CSS pixels
 * @param height of the page, CSS pixels
 * @param isDark whether the visitor prefers dark colours
 * @param language BCP 47, such as en-GB
 */
record Screen(int width, int height, boolean isDark, String language) {

  static final Screen PHONE = new Screen(360, 740, false, "en-GB");
  static final Screen DARK_PHONE = new Screen(360, 740, true, "en-GB");
  static final Screen DESKTOP = new Screen(1280, 800, false, "en-GB");
  static final Screen DARK_DESKTOP = new Screen(1280, 800, true, "en-GB");

  /** The same for somebody who reads another language. */
  Screen in(String otherLanguage) {
    return new Screen(width, height, isDark, otherLanguage);
  }

  /** Stories wait for what is there, not for movements, so that motion is reduced. */
  Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setViewportSize(width, height)
        .setHasTouch(width < 600)
        .setColorScheme(isDark ? ColorScheme.DARK : ColorScheme.LIGHT)
        .setReducedMotion(ReducedMotion.REDUCE)
        .setLocale(language)
        .setTimezoneId("UTC");
  }
}
