package roomtone.local.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Sends requests that no HTTP client would send, as text over a socket. */
public final class RawHttp {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private RawHttp() {}

  /**
   * Header fields and bodies of a POST whose end or server is ambiguous: a proxy may understand
   * another request, and what it takes for the body would be the next request here.
   *
   * @see "RFC 9112, 3.2 and 6.1"
   */
  public static Stream<String> ambiguousRequests() {
    return Stream.of(
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n",
        "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \u000bchunked\r\nContent-Length: 0\r\n\r\n",
        "Transfer-Encoding: \r\nContent-Length: 0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 3\r\n\r\n",
        "Content-Length: 0, 3\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Host: other.example\r\nContent-Length: 0\r\n\r\n");
  }

  /**
   * Returns all that the server sends until it closes the connection.
   *
   * @throws IllegalStateException when it does not close it within 10 s
   */
  public static String answer(URI server, String request) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(request.lines().findFirst().orElse(""), e);
    }
  }

  /** Checks that a request is answered with this problem. */
  public static void refused(URI server, String request, int status, String slug) {
    String answer = answer(server, request);
    if (!answer.startsWith(" " + status, 8)
        || !answer.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json")
        || !answer.contains("\"urn:roomtone:problem:" + slug + "\"")) {
      throw new AssertionError(
          "not %d %s:\n%s\nis answered:\n%s".formatted(status, slug, request, answer));
    }
  }

  /**
   * Checks that a request is answered with 400 alone, and that the connection is closed although
   * another request follows.
   *
   * @param next the request that follows; it must not be answered
   */
  public static void refusedAndClosed(URI server, String request, String next) {
    String answer = answer(server, request + next);
    if (!answer.startsWith("HTTP/1.1 400 ") || answer.indexOf("HTTP/1.", 1) > 0) {
      throw new AssertionError("not one answer with 400:\n%s\n%s".formatted(request, answer));
    }
  }
}
