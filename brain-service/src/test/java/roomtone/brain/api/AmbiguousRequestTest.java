package roomtone.brain.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.RawHttp;

/** Requests that a proxy may understand in another way than the service. */
@QuarkusTest
class AmbiguousRequestTest extends CheckedInTest {

  @TestHTTPResource("/")
  URI brain;

  @ParameterizedTest
  @MethodSource("roomtone.local.testing.RawHttp#ambiguousRequests")
  void an_ambiguous_request_is_refused_and_the_connection_closed(String rest) {
    List<String> before = fixtures.contents();
    RawHttp.refusedAndClosed(brain, checkOut("") + rest, checkOut("Content-Length: 0\r\n\r\n"));
    assertEquals(before, fixtures.contents());
  }

  @Test
  void two_hosts_are_a_problem() {
    RawHttp.refused(
        brain, checkOut("Host: x\r\nContent-Length: 0\r\n\r\n"), 400, "repeated-header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer x",
        "authorization:",
        "X-API-Key: a\r\nX-API-Key: a",
        "X-API-Key: a\r\nx-api-key: b"
      })
  void two_tokens_are_refused_and_nothing_is_done(String headers) {
    List<String> before = fixtures.contents();
    RawHttp.refused(
        brain,
        checkOut(headers + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
        400,
        "repeated-header");
    assertEquals(before, fixtures.contents());
  }

  private String checkOut(String rest) {
    return "POST /api/checkout HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s"
        .formatted(person.token(), rest);
  }
}
