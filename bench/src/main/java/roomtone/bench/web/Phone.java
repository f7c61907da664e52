package roomtone.bench.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ReducedMotion;

/** The phone of somebody who reads English and prefers reduced motion. */
final class Phone {

  private Phone() {}

  static Browser.NewContextOptions options() {
    return new Browser.NewContextOptions()
        .setViewportSize(360, 740)
        .setReducedMotion(ReducedMotion.REDUCE)
        .setLocale("en-GB")
        .setTimezoneId("UTC");
  }
}
