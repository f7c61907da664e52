package roomtone.local.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A browser: one process without a window, in which each visitor has storage of their own. It is
 * the system's own Chromium, which {@code ./dev prepare} installs; {@code ROOMTONE_CHROMIUM} names
 * another one. Who uses it needs Playwright.
 */
public final class Chromium implements AutoCloseable {

  /** The options that Chromium is started with. */
  public static final List<String> FLAGS =
      List.of(
          // Chromium refuses its sandbox to root, who works in containers.
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--autoplay-policy=no-user-gesture-required");

  private static final double PATIENCE_MILLIS = 15_000;

  private final Playwright playwright;
  private final Browser browser;

  /**
   * Starts the browser.
   *
   * @throws IllegalStateException if there is no Chromium
   */
  public Chromium() {
    Path executable = executable();
    playwright = playwright();
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(FLAGS)
                    .setHeadless(true));
  }

  /**
   * The storage and network of a visitor who has never been here. Actions on pages fail after 15 s.
   *
   * @param options the screen, language and preferences of the visitor
   */
  public BrowserContext visitor(Browser.NewContextOptions options) {
    BrowserContext visitor = browser.newContext(options);
    visitor.setDefaultTimeout(PATIENCE_MILLIS);
    return visitor;
  }

  /**
   * One visit whose storage stays for a later one. Actions on pages fail after 30 s.
   *
   * @param profile folder of the storage
   * @param actions what the visitor does
   * @throws IllegalStateException if there is no Chromium
   */
  public static void visit(Path profile, Consumer<BrowserContext> actions) {
    Path executable = executable();
    try (Playwright playwright = playwright();
        BrowserContext visitor =
            playwright
                .chromium()
                .launchPersistentContext(
                    profile,
                    new BrowserType.LaunchPersistentContextOptions()
                        .setExecutablePath(executable)
                        .setArgs(FLAGS)
                        .setLocale("en-GB")
                        .setHeadless(true))) {
      actions.accept(visitor);
    }
  }

  private static Playwright playwright() {
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /**
   * The browser that is installed.
   *
   * @throws IllegalStateException if there is none
   */
  public static Path executable() {
    return Stream.of(
            System.getenv("ROOMTONE_CHROMIUM"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
        .filter(Objects::nonNull)
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "There is no Chromium: run ./dev prepare, or name one by ROOMTONE_CHROMIUM"));
  }
}
