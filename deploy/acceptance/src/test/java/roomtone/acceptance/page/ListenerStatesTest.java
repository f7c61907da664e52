package roomtone.acceptance.page;

import com.microsoft.playwright.Page;

/** The states of the listener's page; of the rare ones each as it is on a phone. */
class ListenerStatesTest extends ListenerStates {

  @Override
  void checkRare(Page page, String state) {
    Accessibility.check(page, state);
    Accessibility.checkWidths(page, state);
  }
}
