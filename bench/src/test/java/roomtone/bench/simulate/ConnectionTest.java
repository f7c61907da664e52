package roomtone.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.bench.simulate.Connection.Reply;
import roomtone.bench.simulate.Connection.Request;
import roomtone.local.startup.Loopback;

/** Answers as bytes, and connections that end. */
class ConnectionTest {

  private static final Request GET = Request.get("/x", "X-API-Key: t");

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, Loopback.address());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void a_body_ends_after_its_length_its_chunks_or_with_the_connection() throws IOException {
    answer(
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"1\"\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nRoomtone-Poll-After: 4.2\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nhello"));
    try (Connection connection = connection()) {
      Reply first = connection.call(GET);
      assertEquals("hello", text(first));
      assertEquals(Optional.of("\"1\""), first.header("etag"));
      assertEquals("hello", text(connection.call(GET)));
      Reply unchanged = connection.call(GET);
      assertEquals("", text(unchanged));
      assertEquals(Optional.of(Duration.ofMillis(4_200)), unchanged.seconds("roomtone-poll-after"));
      assertEquals("hello", text(connection.call(GET)));
    }
    assertEquals(
        "GET /x HTTP/1.1|X-API-Key: t|Host: 127.0.0.1:" + server.getLocalPort(),
        requests.getFirst());
  }

  @Test
  void a_connection_that_was_closed_between_two_calls_is_replaced() throws IOException {
    answer(
        List.of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"),
        List.of("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2"));
    try (Connection connection = connection()) {
      assertEquals("1", text(connection.call(GET)));
      assertEquals("2", text(connection.call(GET)));
    }
  }

  @Test
  void a_connection_that_is_closed_at_once_is_a_failure() {
    answer(List.of());
    try (Connection connection = connection()) {
      assertThrows(IOException.class, () -> connection.call(GET));
    }
  }

  @Test
  void a_body_that_breaks_off_is_a_failure() {
    answer(List.of("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"));
    try (Connection connection = connection()) {
      assertThrows(IOException.class, () -> connection.call(GET));
    }
  }

  @Test
  void a_service_that_does_not_answer_is_given_up() {
    try (Connection connection = new Connection(address(), Duration.ofMillis(50))) {
      assertThrows(SocketTimeoutException.class, () -> connection.call(GET));
    }
  }

  private Connection connection() {
    return new Connection(address());
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private static String text(Reply reply) {
    return reply.body();
  }

  /** For each connection the answers to its requests; then it is closed. */
  @SafeVarargs
  private void answer(List<String>... connections) {
    Thread.startVirtualThread(
        () -> {
          try {
            for (List<String> answers : connections) {
              try (Socket socket = server.accept()) {
                for (String answer : answers) {
                  read(socket.getInputStream());
                  socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                }
              }
            }
          } catch (IOException over) {
            // The test has ended.
          }
        });
  }

  private void read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = Body.line(in, 1_000).orElse(""); !line.isEmpty(); ) {
      lines.add(line);
      line = Body.line(in, 1_000).orElse("");
    }
    requests.add(String.join("|", lines));
  }
}
