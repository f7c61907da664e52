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

  private static final String ACCESS_KEY = "test-access-key";
  private static final String SECRET_KEY = "test-secret-key";

  private final Path directory;
  private final URI endpoint;
  private ObjectStorage storage;

  private LocalStorage(Path directory) {
    this.directory = directory;
    this.storage = serve(0);
    this.endpoint = storage.endpoint();
  }

  /** Starts with the objects of the directory, usually a test's temporary one. */
  public static LocalStorage start(Path directory) {
    return new LocalStorage(directory);
  }

  private ObjectStorage serve(int port) {
    return ObjectStorage.start(directory, port, ACCESS_KEY, SECRET_KEY);
  }

  /** Serves again where it did before it was closed. */
  public void startAgain() {
    storage = serve(endpoint.getPort());
  }

  /** As {@link #startAgain()}, but pages of other origins may not read. */
  public void startAgainWithoutCors() {
    storage = ObjectStorage.startWithoutCors(directory, endpoint.getPort(), ACCESS_KEY, SECRET_KEY);
  }

  /** Where the bucket's objects lie as files. */
  public Path objects() {
    return directory.resolve(BUCKET);
  }

  /** Where S3 clients find it. */
  public URI endpoint() {
    return endpoint;
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
