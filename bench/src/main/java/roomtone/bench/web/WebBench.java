package roomtone.bench.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import roomtone.bench.figures.Aim;
import roomtone.bench.figures.Report;
import roomtone.bench.figures.Statistics;
import roomtone.local.testing.Chromium;

/**
 * {@code ./dev bench web}: the size of the three pages, how soon they can be used, and how quickly
 * they show what has happened.
 */
public final class WebBench {

  private static final double MAX_WEIGHT_KB = 120;
  private static final double MAX_FIRST_CONTENT_MILLIS = 1_000;
  private static final double MAX_INTERACTIVE_MILLIS = 2_000;
  private static final double MAX_PAINT_MILLIS = 100;

  /** Files that a page loads within this time after it can be used belong to its first load. */
  private static final double LATER_FILES_MILLIS = 2_000;

  private final Report report;
  private final int rounds;
  private final RunningDemo demo;
  private final Chromium chromium;

  private WebBench(Report report, boolean quick, RunningDemo demo, Chromium chromium) {
    this.report = report;
    rounds = quick ? 1 : 10;
    this.demo = demo;
    this.chromium = chromium;
  }

  /**
   * Runs the benchmark.
   *
   * @param parts which of weight, start and paint
   * @throws IllegalStateException if a page does not show what it should
   */
  public static void run(Report report, boolean quick, Predicate<String> parts) throws IOException {
    try (RunningDemo demo = new RunningDemo();
        Chromium chromium = new Chromium()) {
      WebBench bench = new WebBench(report, quick, demo, chromium);
      if (parts.test("weight")) {
        bench.weight();
      }
      if (parts.test("start")) {
        bench.start();
      }
      if (parts.test("paint")) {
        bench.paint();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void weight() {
    report.section("Weight of the first load: compressed files, without audio and answers of APIs");
    weight("listener", Visit.LISTENER, page -> {});
    weight("admin, sign-in", Visit.ADMIN, page -> {});
    weight("admin, signed in", Visit.ADMIN, Visit::signIn);
    weight("player, set-up", Visit.PLAYER, page -> {});
    weight("player, in its room", Visit.PLAYER, Visit::useToken);
  }

  private void weight(String name, Visit visit, Consumer<Page> enter) {
    try (BrowserContext visitor = chromium.visitor(Phone.options())) {
      Page page = visitor.newPage();
      List<Request> requests = new ArrayList<>();
      page.onRequestFinished(requests::add);
      visit.open(page, demo);
      enter.accept(page);
      page.waitForTimeout(LATER_FILES_MILLIS);
      double kilobytes =
          List.copyOf(requests).stream()
                  .filter(request -> isFile(request.url(), visit.url(demo)))
                  // A service worker has its files from the browser's cache.
                  .filter(request -> !request.response().fromServiceWorker())
                  .mapToInt(request -> request.sizes().responseBodySize)
                  .sum()
              / 1000.0;
      report.figure("weight, " + name, kilobytes, "KB");
      report.aim(Aim.atMost("weight, " + name, kilobytes, MAX_WEIGHT_KB, "KB"));
    }
  }

  /** Whether a request is for a file of the service that has the page. */
  private static boolean isFile(String url, String page) {
    URI asked = URI.create(url);
    return URI.create(page).getAuthority().equals(asked.getAuthority())
        && !asked.getPath().startsWith("/api/");
  }

  /** Visits with an empty cache. */
  private void start() {
    report.section(
        "First visit, CPU %d times slower, %d rounds".formatted(Probe.CPU_SLOWDOWN, rounds));
    for (Visit visit : Visit.values()) {
      List<Double> content = new ArrayList<>();
      List<Double> interactive = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) {
        try (BrowserContext visitor = chromium.visitor(Phone.options())) {
          Page page = visitor.newPage();
          Probe probe = visit.prepare(page);
          probe.slowDown();
          page.navigate(visit.url(demo));
          double interactiveMillis = probe.interactiveMillis();
          // The first round is a warm-up of the service.
          if (round > 0) {
            content.add(probe.firstContentMillis());
            interactive.add(interactiveMillis);
          }
        }
      }
      times(visit.title + ", first content", content, MAX_FIRST_CONTENT_MILLIS);
      times(visit.title + ", interactive", interactive, MAX_INTERACTIVE_MILLIS);
    }
  }

  private void paint() {
    report.section(
        "Until it is painted, CPU %d times slower, %d rounds"
            .formatted(Probe.CPU_SLOWDOWN, rounds));
    new PaintBench(demo, chromium, rounds)
        .run((name, millis) -> times(name, millis, MAX_PAINT_MILLIS));
  }

  private void times(String name, List<Double> millis, double atMost) {
    time(name + ", p50", Statistics.median(millis), atMost);
    time(name + ", p90", Statistics.percentile(millis, 0.9), atMost);
  }

  private void time(String name, double millis, double atMost) {
    report.figure(name, millis, "ms");
    report.aim(Aim.atMost(name, millis, atMost, "ms"));
  }
}
