package roomtone.manager.storage;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where the files lie. */
@ConfigMapping(prefix = "roomtone.storage")
interface StorageSettings {

  /** {@code ROOMTONE_STORAGE_BUCKET}: the bucket, which must exist. */
  Optional<String> bucket();

  /**
   * {@code ROOMTONE_STORAGE_PUBLIC_ENDPOINT}: where devices reach the S3 server when it is not
   * AWS's and not where this service reaches it.
   */
  Optional<URI> publicEndpoint();
}
