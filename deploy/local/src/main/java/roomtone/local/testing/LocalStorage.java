package roomtone.local.testing;

import java.net.URI;
import java.nio.file.Path;
import roomtone.local.storage.ObjectStorage;

/**
 * An S3 server on a free port with the bucket {@value #BUCKET}; clients use path-style access and
 * any region.
 */
public final class LocalStorage implements AutoCloseable {

  /** The bucket that exists from the start. */
  public static final String BUCKET = ObjectStorage.BUCKET;

  private final ObjectStorage storage;

  private LocalStorage(ObjectStorage storage) {
    this.storage = storage;
  }

  /** Starts with the objects of the directory, usually a test's temporary one. */
  public static LocalStorage start(Path directory) {
    return new LocalStorage(
        ObjectStorage.start(directory, 0, "test-access-key", "test-secret-key"));
  }

  /** Where S3 clients find it. */
  public URI endpoint() {
    return storage.endpoint();
  }

  /** The one access key that is known. */
  public String accessKey() {
    return storage.accessKey();
  }

  /** The access key's secret. */
  public String secretKey() {
    return storage.secretKey();
  }

  /** Stops serving; the objects stay in the directory. */
  @Override
  public void close() {
    storage.close();
  }
}
