package roomtone.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.auth.KeyFetch.Outcome;

/** What a fetch of the keys gives, by what answers at their address. */
class KeySetClientTest {

  /** Time for a machine that is busy with other work. */
  private static final Duration BUSY = Duration.ofSeconds(2);

  private final KeySetStub stub = new KeySetStub();

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void a_key_set_gives_its_keys_of_accepted_algorithms() throws JoseException {
    stub.answer(
        200,
        "{\"keys\": [%s, %s, %s, {\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}, {\"kty\": \"new\"}]}"
            .formatted(
                EcJwkGenerator.generateJwk(EllipticCurves.P256).toJson(),
                EcJwkGenerator.generateJwk(EllipticCurves.P384).toJson(),
                RsaJwkGenerator.generateJwk(2048).toJson()));
    KeyFetch fetch = fetch(stub.url());
    assertEquals(Outcome.OK, fetch.outcome());
    assertEquals(2, fetch.keys().size());
  }

  @ParameterizedTest
  @CsvSource({
    "500, AWAY",
    "502, AWAY",
    "503, AWAY",
    "540, AWAY",
    "429, AWAY",
    "401, WRONG",
    "403, WRONG",
    "404, WRONG",
    "204, WRONG"
  })
  void a_status_tells_a_wrong_setting_from_an_auth_that_is_away(int status, Outcome expected) {
    stub.behave(exchange -> exchange.sendResponseHeaders(status, -1));
    assertOutcome(expected, "answers " + status, stub.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<!doctype html><title>Welcome</title>",
        "{\"keys\": [",
        "[]",
        "null",
        "{}",
        "{\"keys\": {}}",
        "{\"keys\": 7}",
        "{\"keys\": [7]}"
      })
  void an_answer_that_is_no_key_set_is_a_wrong_setting(String body) {
    stub.answer(200, body);
    assertOutcome(Outcome.WRONG, "no key set", stub.url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"keys\": []}",
        "{\"keys\": [{\"kty\": 7}]}",
        "{\"keys\": [{\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}]}",
        "{\"keys\": [{\"kty\": \"RSA\", \"alg\": \"RS512\", \"n\": \"wQ\", \"e\": \"AQAB\"}]}"
      })
  void a_key_set_without_a_key_that_verifies_tokens_is_empty(String body) {
    stub.answer(200, body);
    assertOutcome(Outcome.EMPTY, "publishes no key", stub.url());
  }

  @Test
  void a_redirect_is_not_followed() {
    stub.behave(
        exchange -> {
          exchange.getResponseHeaders().set("Location", stub.url() + "?again");
          exchange.sendResponseHeaders(302, -1);
        });
    assertOutcome(Outcome.WRONG, "redirects are not followed", stub.url());
    assertEquals(1, stub.requests());
  }

  @Test
  void of_a_huge_answer_only_the_beginning_is_read() {
    stub.behave(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = new byte[8192];
          while (true) {
            exchange.getResponseBody().write(part);
          }
        });
    assertOutcome(Outcome.WRONG, "more than 65536 bytes", stub.url());
  }

  @Test
  void an_answer_that_does_not_come_or_does_not_end_is_given_up() {
    KeySetClient client = new KeySetClient(stub.url());
    stub.hang();
    CompletableFuture<KeyFetch> silence = client.fetch(KeySetClient.TIMEOUT);
    assertTrue(result(silence).failure().contains("within 2500 ms"));
    stub.trickle();
    CompletableFuture<KeyFetch> trickle = client.fetch(KeySetClient.TIMEOUT);
    assertEquals(Outcome.AWAY, result(trickle).outcome());
    assertTrue(result(trickle).failure().contains("within 2500 ms"));
  }

  @Test
  void an_answer_that_breaks_off_is_no_key_set() {
    stub.behave(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
        });
    assertOutcome(Outcome.AWAY, "breaks off", stub.url());
  }

  @Test
  void a_server_that_is_not_there_is_away_and_a_host_that_is_not_there_is_a_wrong_setting() {
    URI closed;
    try (KeySetStub other = new KeySetStub()) {
      closed = other.url();
    }
    assertOutcome(Outcome.AWAY, "refused", closed);
    // A label of a name has 63 characters at most: no name server is asked.
    assertOutcome(
        Outcome.WRONG, "no such host", URI.create("http://" + "a".repeat(64) + ".example.org/"));
  }

  @Test
  void tls_that_fails_is_told() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerWithoutTls(server));
      assertOutcome(
          Outcome.AWAY,
          "TLS fails",
          URI.create("https://127.0.0.1:" + server.getLocalPort() + "/keys"));
    }
  }

  private static void answerWithoutTls(ServerSocket server) {
    try (Socket connection = server.accept()) {
      connection.getInputStream().read();
      connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      connection.getInputStream().readAllBytes();
    } catch (IOException closed) {
      // The client has closed the connection.
    }
  }

  @Test
  void the_address_in_logs_has_no_password_and_no_query() {
    assertEquals(
        "https://auth.example.org:8443/keys",
        new KeySetClient(URI.create("https://me:secret@auth.example.org:8443/keys?key=secret"))
            .address());
  }

  private static void assertOutcome(Outcome outcome, String failure, URI address) {
    KeyFetch fetch = fetch(address);
    assertEquals(outcome, fetch.outcome(), fetch.failure());
    assertTrue(fetch.failure().contains(failure), fetch.failure());
  }

  private static KeyFetch fetch(URI address) {
    return result(new KeySetClient(address).fetch(KeySetClient.FIRST_TIMEOUT));
  }

  private static KeyFetch result(CompletableFuture<KeyFetch> fetch) {
    return fetch
        .orTimeout(KeySetClient.FIRST_TIMEOUT.plus(BUSY).toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
