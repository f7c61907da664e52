package roomtone.webpage;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import roomtone.auth.SupabaseSettings;
import roomtone.limit.PageLimit;

/** Delivers the pages of a service. */
@ApplicationScoped
public class WebPages {

  private static final Logger LOG = Logger.getLogger(WebPages.class);

  private final SupabaseSettings supabase;
  private final PageLinks links;
  private final PageLimit limit;

  WebPages(SupabaseSettings supabase, PageLinks links, PageLimit limit) {
    this.supabase = supabase;
    this.links = links;
    this.limit = limit;
  }

  /**
   * Loads a page and adds its paths to the router. Without the page its paths answer 404
   * page-not-built, except for config.json.
   *
   * @param dimensions the names of the five dimensions, in their order
   */
  public void deliver(PagePlace place, List<String> dimensions, Router router) {
    Optional<PageFiles> files =
        PageFiles.read(Thread.currentThread().getContextClassLoader(), place.name());
    if (files.isEmpty()) {
      LOG.warnf("page not built name=%s path=%s", place.name(), place.mount());
    }
    new WebPage(
            place,
            files,
            PageConfig.file(
                supabase, links, place.listener(), dimensions, files.map(PageFiles::hash)),
            PagePolicy.of(supabase.url().orElseThrow(), place),
            limit::check)
        .register(router);
  }
}
