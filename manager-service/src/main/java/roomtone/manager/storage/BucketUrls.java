package roomtone.manager.storage;

import java.net.URI;
import java.util.Optional;

/**
 * The addresses of objects in the bucket: {@code https://<bucket>.s3.<region>.amazonaws.com/<key>},
 * or {@code <endpoint>/<bucket>/<key>} where an S3 server of another kind has its own endpoint.
 */
final class BucketUrls {

  private final String base;
  private final String bucket;

  BucketUrls(String bucket, String region, Optional<URI> endpoint) {
    this.bucket = bucket;
    this.base =
        endpoint
            .map(uri -> withoutSlash(uri.toString()) + "/" + bucket + "/")
            .orElseGet(() -> "https://" + bucket + ".s3." + region + ".amazonaws.com/");
  }

  /** The address of an object. */
  URI of(String key) {
    return URI.create(base + key);
  }

  /**
   * The key in an address of this bucket, whatever endpoint an earlier installation used; empty for
   * files outside of the bucket.
   */
  Optional<String> keyIn(String fileUrl) {
    if (fileUrl.startsWith(base)) {
      return Optional.of(fileUrl.substring(base.length()));
    }
    int host = fileUrl.indexOf("://");
    if (host < 0) {
      return Optional.empty();
    }
    String rest = fileUrl.substring(host + 3);
    int path = rest.indexOf('/');
    if (path < 0) {
      return Optional.empty();
    }
    boolean virtualHost =
        rest.startsWith(bucket + ".s3") && rest.substring(0, path).contains(".amazonaws.com");
    if (virtualHost) {
      return Optional.of(rest.substring(path + 1));
    }
    String prefix = "/" + bucket + "/songs/";
    return rest.startsWith(prefix, path)
        ? Optional.of(rest.substring(path + bucket.length() + 2))
        : Optional.empty();
  }

  private static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }
}
