package roomtone.bench.web;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Measures in a page when something was painted, by the script {@code probe.js}. */
final class Probe {

  static final int CPU_SLOWDOWN = 4;

  /** Longer than the script waits, which then says what was missing. */
  private static final double PATIENCE_MILLIS = 20_000;

  private static final double POLL_MILLIS = 50;

  private final Page page;

  private Probe(Page page) {
    this.page = page;
  }

  /**
   * Puts the script into a page that has not been opened yet.
   *
   * @param ready the CSS selector of what can be used when the page is interactive
   */
  static Probe in(Page page, String ready) {
    page.addInitScript("globalThis.roomtoneReady = '%s';\n%s".formatted(ready, script()));
    return new Probe(page);
  }

  /** Makes the CPU {@value #CPU_SLOWDOWN} times slower for this page, like that of a phone. */
  void slowDown() {
    CDPSession devTools = page.context().newCDPSession(page);
    JsonObject options = new JsonObject();
    options.addProperty("rate", CPU_SLOWDOWN);
    devTools.send("Emulation.setCPUThrottlingRate", options);
  }

  /** From the start of the navigation until the page was interactive and painted, in ms. */
  double interactiveMillis() {
    return ((Number) await("() => roomtoneProbe.readyAt")).doubleValue();
  }

  /** From the start of the navigation to the first contentful paint, in ms. */
  double firstContentMillis() {
    return ((Number)
            await("() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"))
        .doubleValue();
  }

  /**
   * Measures the time from an event to the paint of what follows from it.
   *
   * @param event "click" for the next click, else a part of the data of an event in a stream
   * @param selector the CSS selector of what is painted; it must not be shown before
   * @param text the text of it; empty for any
   * @param cause causes the event
   * @return ms
   * @throws IllegalStateException if the event does not come or nothing is painted
   */
  double paintMillis(String event, String selector, String text, Runnable cause) {
    page.evaluate(
        "([event, selector, text]) => roomtoneProbe.measure(event, selector, text)",
        List.of(event, selector, text));
    cause.run();
    Map<?, ?> result = (Map<?, ?>) await("() => roomtoneProbe.result");
    if (result.get("error") instanceof String error) {
      throw new IllegalStateException(page.url() + ": " + error);
    }
    return ((Number) result.get("millis")).doubleValue();
  }

  /** The value of an expression as soon as it is one. */
  private Object await(String expression) {
    return page.waitForFunction(
            expression,
            null,
            new Page.WaitForFunctionOptions()
                .setTimeout(PATIENCE_MILLIS)
                .setPollingInterval(POLL_MILLIS))
        .jsonValue();
  }

  private static String script() {
    try (InputStream script = Probe.class.getResourceAsStream("probe.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
