package roomtone.acceptance.page;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;

/** All states of the listener's page on all screens, in all colours, and with text at 200 %. */
@Tag("long")
class ListenerStatesEverywhereTest extends ListenerStates {

  @Override
  void checkRare(Page page, String state) {
    Accessibility.checkEverywhere(page, state);
    Accessibility.checkLargeText(page, state);
  }
}
