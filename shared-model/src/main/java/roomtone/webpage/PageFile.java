package roomtone.webpage;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A file of a page with its compressed copies.
 *
 * @param contentType the value of Content-Type
 * @param immutable whether its name contains the hash of its content, so that it may be cached for
 *     a year
 * @param copies the best compressed one first; the last one is not compressed
 */
record PageFile(String contentType, boolean immutable, List<Copy> copies) {

  /** The encoding of a copy that is not compressed. */
  static final String IDENTITY = "identity";

  private static final String ONE_YEAR = "public, max-age=31536000, immutable";

  /** Caches ask each time whether the file has changed. */
  private static final String NO_CACHE = "no-cache";

  /**
   * One encoding of the file.
   *
   * @param encoding the value of Content-Encoding, or {@link #IDENTITY}
   * @param etag the value of ETag, which differs from copy to copy
   */
  record Copy(String encoding, String etag, Buffer content) {

    static Copy of(String encoding, String sha256, byte[] content) {
      String name = sha256.substring(0, 32);
      return new Copy(
          encoding,
          encoding.equals(IDENTITY) ? "\"" + name + "\"" : "\"" + name + "-" + encoding + "\"",
          Buffer.buffer(content));
    }
  }

  boolean isShell() {
    return contentType.startsWith("text/html");
  }

  String cacheControl() {
    return immutable ? ONE_YEAR : NO_CACHE;
  }

  /**
   * Returns the copy to send.
   *
   * @param accepted the value of Accept-Encoding; null when the call has none
   */
  Copy copyFor(String accepted) {
    AcceptEncoding preferences = AcceptEncoding.parse(accepted);
    return copies.stream()
        .filter(copy -> preferences.accepts(copy.encoding()))
        .findFirst()
        .orElseGet(copies::getLast);
  }
}
