package roomtone.manager.storage;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** Where the files of songs lie. */
@ConfigMapping(prefix = "roomtone.storage")
interface StorageSettings {

  /** {@code ROOMTONE_STORAGE_BUCKET}: the bucket, which must exist. */
  Optional<String> bucket();

  /**
   * {@code ROOMTONE_STORAGE_PUBLIC_ENDPOINT}: the address at which devices reach the S3 server,
   * when it is not one of AWS and differs from the address that this service uses.
   */
  Optional<URI> publicEndpoint();
}
