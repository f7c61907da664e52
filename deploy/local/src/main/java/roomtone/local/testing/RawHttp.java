package roomtone.local.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Sends requests that no HTTP client would send, as text over a socket. */
public final class RawHttp {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final int ANY_PORT = 0;
  private static final int TRICKLE_MILLIS = 100;
  private static final int MOST_TRICKLED = 600;

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
   * Connects from an address of this machine.
   *
   * @param from such as 127.0.0.7
   */
  public static Socket connect(URI server, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), ANY_PORT));
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    return socket;
  }

  /** Returns whether the server closes a connection, within 10 s, without having sent a byte. */
  public static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /**
   * Sends the head of a request that never ends, a byte at a time, until the server closes the
   * connection.
   *
   * @throws AssertionError when it has not closed it after 60 s
   */
  public static void trickleHead(URI server, String from) throws IOException {
    try (Socket socket = connect(server, from)) {
      socket.setSoTimeout(TRICKLE_MILLIS);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nX-Filler: ".getBytes(StandardCharsets.US_ASCII));
      for (int sent = 0; sent < MOST_TRICKLED; sent++) {
        try {
          if (socket.getInputStream().read() < 0) {
            return;
          }
        } catch (SocketTimeoutException stillOpen) {
          socket.getOutputStream().write('x');
        }
      }
    } catch (SocketException reset) {
      return;
    }
    throw new AssertionError("a head that never ends is still read");
  }

  /**
   * Returns all that the server sends until it closes the connection.
   *
   * @throws IllegalStateException when it does not close it within 10 s
   */
  public static String answer(URI server, String request) {
    return answer(server, "127.0.0.1", request);
  }

  /**
   * As {@link #answer(URI, String)}.
   *
   * @param from the address of this machine from which the request comes
   */
  public static String answer(URI server, String from, String request) {
    try (Socket socket = connect(server, from)) {
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
