package roomtone.brain.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a stranger writes on the line, which no client for HTTP would, and what is answered. */
public final class RawHttp {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private RawHttp() {}

  /** The whole answer to a request, whose headers ask for the connection to be closed after it. */
  public static String answer(URI server, String request) {
    try (Socket line = new Socket(server.getHost(), server.getPort())) {
      line.setSoTimeout((int) PATIENCE.toMillis());
      line.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(line.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(request.lines().findFirst().orElse(""), e);
    }
  }

  /** Checks that the answer is a problem of that kind. */
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
