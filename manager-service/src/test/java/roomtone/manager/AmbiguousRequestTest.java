package roomtone.manager;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.RawHttp;

/** Requests that a proxy may understand in another way than the service. */
@QuarkusTest
@QuarkusTestResource(World.class)
class AmbiguousRequestTest {

  private static final String PAIR =
      "POST /api/player/pair HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  private static final String FOLLOWING = PAIR + "Content-Length: 2\r\n\r\n{}";

  @TestHTTPResource("/")
  URI manager;

  World world;

  @ParameterizedTest
  @MethodSource("roomtone.local.testing.RawHttp#ambiguousRequests")
  void an_ambiguous_request_is_refused_and_the_connection_closed(String rest) throws Exception {
    world.withoutTrace(
        () -> {
          RawHttp.refusedAndClosed(manager, PAIR + rest, FOLLOWING);
          return null;
        });
  }

  @Test
  void two_hosts_are_a_problem() {
    RawHttp.refused(manager, PAIR + "Host: x\r\nContent-Length: 0\r\n\r\n", 400, "repeated-header");
  }

  @Test
  void two_tokens_are_refused_and_nothing_is_done() throws Exception {
    LocalAuth.Session admin = world.admin();
    World.Room room = world.room(admin, "Lobby");
    String key = "X-API-Key: " + room.token() + "\r\n";
    String token = "Authorization: Bearer " + admin.accessToken() + "\r\n";
    String change = "POST /api/admin/players/" + room.id() + "/token";
    world.withoutTrace(
        () -> {
          for (String second : List.of(key, "x-api-key: other\r\n", "X-API-Key:\r\n")) {
            refused("GET /api/player/poll", key + second);
          }
          for (String second : List.of(token, "authorization: Bearer x\r\n")) {
            refused(change, token + second);
            refused(change, second + token);
          }
          return null;
        });
  }

  private void refused(String line, String headers) {
    RawHttp.refused(
        manager,
        line
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
            + headers
            + "\r\n",
        400,
        "repeated-header");
  }
}
