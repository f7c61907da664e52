package roomtone.brain.webpage;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import roomtone.model.Dimensions;
import roomtone.webpage.PagePlace;
import roomtone.webpage.WebPages;

/** Delivers the listener's page at {@code /}. */
@ApplicationScoped
class ListenerPage {

  private final WebPages pages;
  private final Dimensions dimensions;

  ListenerPage(WebPages pages, Dimensions dimensions) {
    this.pages = pages;
    this.dimensions = dimensions;
  }

  void register(@Observes Router router) {
    pages.deliver(PagePlace.of("listener", "/"), dimensions.names(), router);
  }
}
