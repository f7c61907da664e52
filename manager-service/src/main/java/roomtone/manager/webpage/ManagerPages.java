package roomtone.manager.webpage;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import roomtone.manager.join.JoinLinks;
import roomtone.manager.storage.SongStorage;
import roomtone.model.Dimensions;
import roomtone.webpage.PagePlace;
import roomtone.webpage.WebPages;

/**
 * Delivers the admin panel at {@code /admin/} and the browser player at {@code /player/}. Both play
 * sounds from the bucket; the admin panel also calls the brain, which takes votes out.
 */
@ApplicationScoped
class ManagerPages {

  private final WebPages pages;
  private final Dimensions dimensions;
  private final SongStorage storage;
  private final JoinLinks links;

  ManagerPages(WebPages pages, Dimensions dimensions, SongStorage storage, JoinLinks links) {
    this.pages = pages;
    this.dimensions = dimensions;
    this.storage = storage;
    this.links = links;
  }

  void register(@Observes Router router) {
    URI sounds = storage.bucketAddress();
    PagePlace admin =
        PagePlace.of("admin", "/admin/")
            .withDeepPaths()
            .playingFrom(sounds)
            .callingListenersAt(links.address());
    PagePlace player = PagePlace.of("player", "/player/").playingFrom(sounds);
    pages.deliver(admin, dimensions.names(), router);
    pages.deliver(player, dimensions.names(), router);
  }
}
