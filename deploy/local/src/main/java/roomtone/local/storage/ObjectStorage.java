package roomtone.local.storage;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import roomtone.local.startup.Loopback;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * An S3 server with one bucket. S3Proxy (Apache-2.0) runs inside this process, checks signatures
 * and presigned URLs as AWS does, and needs no native program.
 */
public final class ObjectStorage implements AutoCloseable {

  /** The bucket that exists from the start. */
  public static final String BUCKET = "roomtone";

  /**
   * Allows all origins: a player in a browser reads files from another origin than its page. Access
   * is limited by signed URLs.
   */
  private static final CrossOriginResourceSharing READABLE_BY_PAGES =
      new CrossOriginResourceSharing(
          List.of(".*"),
          List.of("GET", "HEAD"),
          List.of("*"),
          List.of("ETag", "Content-Length"),
          "false");

  private final S3Proxy server;
  private final FilesystemNio2BlobStore files;
  private final String accessKey;
  private final String secretKey;

  private ObjectStorage(
      S3Proxy server, FilesystemNio2BlobStore files, String accessKey, String secretKey) {
    this.server = server;
    this.files = files;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  /**
   * Starts to serve the directory, which is created if it is missing.
   *
   * @param port on 127.0.0.1; 0 for a free one
   * @throws StartupFailure when the port is taken or the directory cannot be written
   */
  public static ObjectStorage start(Path directory, int port, String accessKey, String secretKey) {
    return start(directory, Loopback.address(), port, accessKey, secretKey);
  }

  /**
   * As {@link #start(Path, int, String, String)}.
   *
   * @param listen the address to listen on; {@link #endpoint()} names 127.0.0.1 all the same
   */
  public static ObjectStorage start(
      Path directory, InetAddress listen, int port, String accessKey, String secretKey) {
    return start(directory, listen, port, accessKey, secretKey, Optional.of(READABLE_BY_PAGES));
  }

  /**
   * As {@link #start(Path, int, String, String)}, but pages of other origins may not read, as in a
   * bucket without CORS rules.
   */
  public static ObjectStorage startWithoutCors(
      Path directory, int port, String accessKey, String secretKey) {
    return start(directory, Loopback.address(), port, accessKey, secretKey, Optional.empty());
  }

  private static ObjectStorage start(
      Path directory,
      InetAddress listen,
      int port,
      String accessKey,
      String secretKey,
      Optional<CrossOriginResourceSharing> cors) {
    try {
      Files.createDirectories(directory);
    } catch (IOException cannotWrite) {
      throw StartupFailure.unwritable(directory, cannotWrite);
    }
    FilesystemNio2BlobStore files = new FilesystemNio2BlobStore(directory.toString());
    if (!files.containerExists(BUCKET)) {
      files.createContainer(BUCKET);
    }
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(files)
            .endpoint(URI.create("http://" + Loopback.hostOf(listen) + ":" + port))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
            .ignoreUnknownHeaders(true)
            .stopTimeout(0); // do not wait for idle connections
    cors.ifPresent(builder::corsRules);
    S3Proxy server = builder.build();
    try {
      server.start();
    } catch (Exception failure) { // S3Proxy declares Exception
      files.close();
      throw cannotStart(port, failure);
    }
    return new ObjectStorage(server, files, accessKey, secretKey);
  }

  /** The endpoint for S3 clients, with path-style access. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** The access key. */
  public String accessKey() {
    return accessKey;
  }

  /** The secret of the access key. */
  public String secretKey() {
    return secretKey;
  }

  /** Stops serving; the objects stay. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failure) { // S3Proxy declares Exception
      throw new IllegalStateException("The object storage did not stop.", failure);
    } finally {
      files.close();
    }
  }

  private static StartupFailure cannotStart(int port, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return Loopback.taken(port, "the object storage");
      }
    }
    return new StartupFailure(
        Reason.BROKEN, "The object storage did not start: " + failure.getMessage(), failure);
  }
}
