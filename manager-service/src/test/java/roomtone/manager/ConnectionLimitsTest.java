package roomtone.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.RawHttp;

/** The limits of connections, as docs/limits.md describes them. */
@QuarkusTest
@QuarkusTestResource(World.class)
class ConnectionLimitsTest {

  private static final int ATTACKERS = 10;
  private static final int CONNECTIONS_OF_ATTACKER = 400;
  private static final Duration ATTACK = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(1);

  @TestHTTPResource("/")
  URI manager;

  @Inject MeterRegistry meters;

  @ConfigProperty(name = "roomtone.connections.max-per-address")
  int connectionsOfOne;

  World world;
  private final List<Socket> open = new ArrayList<>();

  @BeforeEach
  void awaitLimits() {
    Await.until(
        "connections are limited", () -> meters.find("roomtone.connections.open").gauge() != null);
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Test
  void an_address_has_a_number_of_connections_and_another_one_still_polls() throws Exception {
    String token = world.room(world.admin(), "Lobby").token();
    double before = count("roomtone.connections.refused", "reason", "address");
    for (int i = 0; i < connectionsOfOne; i++) {
      open.add(RawHttp.connect(manager, "127.0.0.51"));
    }
    try (Socket further = RawHttp.connect(manager, "127.0.0.51")) {
      assertTrue(RawHttp.isClosed(further));
    }
    assertEquals(before + 1, count("roomtone.connections.refused", "reason", "address"));
    assertPolls("127.0.0.52", token);
  }

  @Test
  void a_head_that_comes_byte_by_byte_is_not_waited_for() throws Exception {
    double before = count("roomtone.connections.timeouts", "part", "head");
    RawHttp.trickleHead(manager, "127.0.0.53");
    assertTrue(count("roomtone.connections.timeouts", "part", "head") > before);
  }

  @Test
  void a_connection_ends_when_the_rest_of_its_request_is_not_read() {
    RawHttp.refused(
        manager,
        "POST /api/player/pair HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n{",
        413,
        "too-large");
    RawHttp.refused(
        manager,
        "GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(20_000) + "\r\n\r\n",
        431,
        "headers-too-large");
    RawHttp.refused(
        manager,
        "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        414,
        "address-too-long");
  }

  @Test
  @Tag("long")
  void devices_poll_while_thousands_of_connections_send_half_a_head() throws Exception {
    String token = world.room(world.admin(), "Lobby").token();
    long end = System.nanoTime() + ATTACK.toNanos();
    int polls = 0;
    double most = 0;
    while (System.nanoTime() < end || polls < 2 * ATTACKERS) {
      if (open.size() == ATTACKERS * CONNECTIONS_OF_ATTACKER) {
        for (int i = 0; i < CONNECTIONS_OF_ATTACKER; i++) {
          open.removeFirst().close();
        }
      }
      for (int i = 0; i < CONNECTIONS_OF_ATTACKER; i++) {
        open.add(halfOpen("127.0.1." + (1 + polls % ATTACKERS)));
      }
      assertPolls("127.0.0.52", token);
      polls++;
      most = Math.max(most, meters.get("roomtone.connections.open").gauge().value());
    }
    assertTrue(most > 2_000, most + " connections at once at most");
  }

  @Test
  @Tag("long")
  void an_upload_that_stalls_is_closed() throws Exception {
    double before = count("roomtone.connections.timeouts", "part", "body");
    Socket socket = RawHttp.connect(manager, "127.0.0.54");
    open.add(socket);
    socket.setSoTimeout(60_000);
    send(
        socket,
        """
        POST /api/admin/songs HTTP/1.1
        Host: x
        Authorization: Bearer %s
        Content-Type: multipart/form-data; boundary=b
        Content-Length: 1000000

        --b
        Content-Disposition: form-data; name="file"; filename="a.wav"

        """
            .formatted(world.admin().accessToken())
            .replace("\n", "\r\n"));
    assertTrue(RawHttp.isClosed(socket));
    assertEquals(before + 1, count("roomtone.connections.timeouts", "part", "body"));
  }

  private Socket halfOpen(String from) throws Exception {
    Socket socket = RawHttp.connect(manager, from);
    send(socket, "GET / HTTP/1.1\r\nHost: x\r\n");
    return socket;
  }

  private static void send(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void assertPolls(String from, String token) {
    long begin = System.nanoTime();
    String answer =
        RawHttp.answer(
            manager,
            from,
            "GET /api/player/poll HTTP/1.1\r\nHost: x\r\nX-API-Key: %s\r\nConnection: close\r\n\r\n"
                .formatted(token));
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertTrue(took.compareTo(ANSWER) < 0, took::toString);
  }

  private double count(String name, String tag, String value) {
    return meters.get(name).tag(tag, value).counter().count();
  }
}
