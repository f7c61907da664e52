package roomtone.brain.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends requests that no HTTP client would send, as text over a socket. */
public final class RawHttp {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private RawHttp() {}

  /** Returns the whole answer to a request that has the header "Connection: close". */
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
    assertEquals(" " + status, answer.substring(8, 12), () -> request + "\n" + answer);
    assertTrue(
        answer
            .toLowerCase(java.util.Locale.ROOT)
            .contains("content-type: application/problem+json"),
        answer);
    assertTrue(answer.contains("\"urn:roomtone:problem:" + slug + "\""), answer);
  }
}
