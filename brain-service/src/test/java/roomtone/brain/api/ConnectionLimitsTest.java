package roomtone.brain.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;
import roomtone.local.testing.RawHttp;

/** The limits of connections, as docs/limits.md describes them. */
@QuarkusTest
@TestProfile(LimitsTest.Narrow.class)
class ConnectionLimitsTest extends BrainTest {

  private static final String CALL =
      "GET /api/players HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  @TestHTTPResource("/")
  URI brain;

  @Inject MeterRegistry meters;

  @BeforeEach
  void awaitLimits() {
    Await.until(
        "connections are limited", () -> meters.find("roomtone.connections.open").gauge() != null);
  }

  @Test
  void an_address_has_a_number_of_connections_and_another_one_still_calls() throws Exception {
    double before = refused();
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < LimitsTest.CONNECTIONS_OF_ONE; i++) {
        open.add(RawHttp.connect(brain, "127.0.0.51"));
      }
      try (Socket further = RawHttp.connect(brain, "127.0.0.51")) {
        assertTrue(RawHttp.isClosed(further));
      }
      assertEquals(before + 1, refused());
      assertTrue(RawHttp.answer(brain, "127.0.0.52", CALL).startsWith("HTTP/1.1 200"));
      // The trusted proxy has no such limit.
      for (int i = 0; i <= LimitsTest.CONNECTIONS_OF_ONE; i++) {
        open.add(RawHttp.connect(brain, "127.0.0.1"));
      }
      assertEquals(before + 1, refused());
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private double refused() {
    return meters.get("roomtone.connections.refused").tag("reason", "address").counter().count();
  }

  @Test
  void a_head_that_comes_byte_by_byte_is_not_waited_for() throws Exception {
    RawHttp.trickleHead(brain, "127.0.0.53");
  }

  @ParameterizedTest
  @CsvSource({
    "413, too-large, 'Content-Length: 1000000'",
    "411, length-required, 'Transfer-Encoding: chunked'",
    "431, headers-too-large, ''"
  })
  void a_connection_ends_when_the_rest_of_its_request_is_not_read(
      int status, String slug, String header) {
    String long431 = status == 431 ? "A: " + "x".repeat(20_000) : header;
    RawHttp.refused(
        brain,
        "PUT /api/me HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n"
            + long431
            + "\r\n\r\n",
        status,
        slug);
  }

  @Test
  void a_connection_ends_when_the_address_is_too_long() {
    RawHttp.refused(
        brain,
        "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        414,
        "address-too-long");
  }
}
