package roomtone.bench.web;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A folder of pictures, each of a page on a phone and on a desk, in light and in dark colours. */
final class Album {

  /** Of WebP, 0 to 100. */
  private static final int QUALITY = 80;

  /**
   * What a page is shown on.
   *
   * @param width CSS pixels
   * @param height CSS pixels
   */
  private record Screen(String name, int width, int height, ColorScheme colors) {}

  private static final List<Screen> SCREENS =
      List.of(
          new Screen("phone-light", 360, 740, ColorScheme.LIGHT),
          new Screen("phone-dark", 360, 740, ColorScheme.DARK),
          new Screen("desk-light", 1280, 800, ColorScheme.LIGHT),
          new Screen("desk-dark", 1280, 800, ColorScheme.DARK));

  private final Path folder;
  private long bytes;

  Album(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** The size of all pictures that were taken. */
  long bytes() {
    return bytes;
  }

  /** Takes four pictures of what can be seen of a page without scrolling. */
  void take(Page page, String name) throws IOException {
    take(page, name, Optional.empty());
  }

  /**
   * Takes four pictures of a page: {@code NAME-phone-light.webp} and so on.
   *
   * @param inView what is scrolled to; empty for the beginning of the page
   */
  void take(Page page, String name, Optional<Locator> inView) throws IOException {
    // After a click the mouse would stay over something, which would be drawn as hovered.
    page.mouse().move(0, 0);
    CDPSession devTools = page.context().newCDPSession(page);
    for (Screen screen : SCREENS) {
      page.setViewportSize(screen.width(), screen.height());
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(screen.colors()));
      if (inView.isPresent()) {
        inView.get().evaluate("element => element.scrollIntoView({block: 'center'})");
      } else {
        page.evaluate("() => scrollTo(0, 0)");
      }
      awaitPaint(page);
      byte[] picture = capture(devTools);
      Files.write(folder.resolve(name + "-" + screen.name() + ".webp"), picture);
      bytes += picture.length;
    }
    devTools.detach();
  }

  /** Waits until fonts are there and what has changed was painted. */
  private static void awaitPaint(Page page) {
    page.evaluate(
        """
        async () => {
          await document.fonts.ready
          for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
        }
        """);
  }

  private static byte[] capture(CDPSession devTools) {
    JsonObject options = new JsonObject();
    options.addProperty("format", "webp");
    options.addProperty("quality", QUALITY);
    JsonObject answer = devTools.send("Page.captureScreenshot", options);
    return Base64.getDecoder().decode(answer.get("data").getAsString());
  }
}
