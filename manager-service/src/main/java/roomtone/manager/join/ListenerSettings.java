package roomtone.manager.join;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where listeners reach Roomtone. */
@ConfigMapping(prefix = "roomtone.listener")
interface ListenerSettings {

  /**
   * {@code ROOMTONE_LISTENER_URL}: the address of the listener's page, such as
   * https://listen.example.org. It may have a path, but no query. Checked before the service
   * starts.
   */
  Optional<URI> url();
}
