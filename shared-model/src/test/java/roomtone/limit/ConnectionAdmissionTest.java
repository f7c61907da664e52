package roomtone.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.limit.LimitedServer.assertAnswers;
import static roomtone.limit.LimitedServer.send;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionAdmissionTest {

  private static final int MAX = 6;
  private static final int MAX_PER_ADDRESS = 3;
  private static final String PROXY = "127.0.0.9";
  private static final long DEADLINE_SECONDS = 10;

  private final List<Socket> open = new ArrayList<>();
  private LimitedServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new LimitedServer(
            ConnectionTestSettings.of(MAX, MAX_PER_ADDRESS),
            PROXY,
            request -> request.response().end());
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : open) {
      socket.close();
    }
    server.close();
  }

  @Test
  void an_address_has_a_number_of_connections_and_another_one_still_connects() throws Exception {
    connect("127.0.0.7", MAX_PER_ADDRESS);
    assertRefused("127.0.0.7", "address");
    assertAnswers(connect("127.0.0.8", 1));
    assertAnswers(open.getFirst());
  }

  @Test
  void a_closed_connection_makes_room_for_another() throws Exception {
    connect("127.0.0.7", MAX_PER_ADDRESS);
    assertRefused("127.0.0.7", "address");
    open.removeFirst().close();
    awaitPlaces(MAX_PER_ADDRESS - 1);
    assertAnswers(connect("127.0.0.7", 1));
  }

  @Test
  void a_trusted_proxy_has_as_many_connections_as_the_pod() throws Exception {
    connect(PROXY, MAX);
    assertAnswers(open.getLast());
    assertRefused(PROXY, "pod");
    assertRefused("127.0.0.7", "pod");
    open.removeFirst().close();
    awaitPlaces(MAX - 1);
    assertAnswers(connect("127.0.0.7", 1));
  }

  @Test
  void an_admitted_connection_has_the_time_outs() throws Exception {
    try (LimitedServer strict =
        new LimitedServer(
            new ConnectionTestSettings(
                MAX,
                MAX_PER_ADDRESS,
                Duration.ofMillis(300),
                ConnectionTestSettings.BODY,
                ConnectionTestSettings.of(MAX, MAX).bodyRate(),
                ConnectionTestSettings.IDLE),
            PROXY,
            request -> request.response().end())) {
      try (Socket slow = strict.connect("127.0.0.7")) {
        send(slow, "GET / HTTP/1.1\r\n");
        assertEquals(-1, slow.getInputStream().read());
      }
    }
  }

  /** Opens connections, and returns the last one when all have their place. */
  private Socket connect(String from, int connections) throws Exception {
    int before = server.places.taken();
    for (int i = 0; i < connections; i++) {
      open.add(server.connect(from));
    }
    awaitPlaces(before + connections);
    return open.getLast();
  }

  private void awaitPlaces(int taken) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE_SECONDS * 1_000_000_000L;
    while (server.places.taken() != taken) {
      assertTrue(System.nanoTime() < deadline, () -> server.places.taken() + " are taken");
      Thread.sleep(10);
    }
  }

  private void assertRefused(String from, String reason) throws IOException {
    int before = server.refused.size();
    try (Socket socket = server.connect(from)) {
      assertEquals("", readAll(socket));
    }
    assertEquals(List.of(reason), server.refused.subList(before, server.refused.size()));
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
