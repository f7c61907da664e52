package roomtone.webpage;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Links that the pages show. Each is an https address; {@code RequiredSettings} checks them. */
@ConfigMapping(prefix = "roomtone.links")
interface PageLinks {

  /** {@code ROOMTONE_LINKS_PRIVACY}: what the venue says about personal data. */
  Optional<URI> privacy();

  /** {@code ROOMTONE_LINKS_IMPRINT}: who is responsible for the pages. */
  Optional<URI> imprint();

  /** {@code ROOMTONE_LINKS_SUPPORT}: where people find help. */
  Optional<URI> support();
}
