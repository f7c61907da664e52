package roomtone.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;

/**
 * Fetches the key set of a project over HTTP. The time and the size of the answer are bounded, and
 * redirects are not followed. Each fetch has a connection of its own, because one that was kept for
 * minutes may be dead.
 *
 * @see "RFC 7517, JSON Web Key"
 */
final class KeySetClient {

  /** The longest time from the beginning of a fetch until its whole answer is there. */
  static final Duration TIMEOUT = Duration.ofMillis(2_500);

  /**
   * The same for the first fetch of a process, in which classes of TLS are loaded on a machine that
   * may be busy.
   */
  static final Duration FIRST_TIMEOUT = Duration.ofSeconds(10);

  /** The longest answer in bytes. A key has 200 to 700 bytes, and a project a few keys. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int TOO_MANY_REQUESTS = 429;

  private final URI address;

  /**
   * A client of one key set.
   *
   * @param address http or https
   */
  KeySetClient(URI address) {
    this.address = address;
  }

  /** Returns the address without user and query, for logs. */
  String address() {
    return "%s://%s%s%s"
        .formatted(
            address.getScheme(),
            address.getHost(),
            address.getPort() < 0 ? "" : ":" + address.getPort(),
            address.getPath());
  }

  /**
   * Fetches the keys without blocking the caller.
   *
   * @return completes within the timeout, never with an exception
   */
  CompletableFuture<KeyFetch> fetch(Duration timeout) {
    CompletableFuture<KeyFetch> result = new CompletableFuture<>();
    // The look-up of a host name may take longer than the timeout and holds its thread meanwhile.
    Thread thread =
        Thread.ofPlatform().daemon().name("roomtone-keys").start(() -> result.complete(fetchNow()));
    result.completeOnTimeout(tooSlow(timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
    return result.whenComplete((done, never) -> thread.interrupt());
  }

  /** The result of a fetch that has not ended in time. */
  static KeyFetch tooSlow(Duration timeout) {
    return KeyFetch.away("it did not answer within " + timeout.toMillis() + " ms");
  }

  private KeyFetch fetchNow() {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address).header("Accept", "application/json").build();
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        return answer.statusCode() == 200
            ? keys(body.readNBytes(MAX_BYTES + 1))
            : refused(answer.statusCode());
      }
    } catch (IOException e) {
      return failed(e);
    } catch (InterruptedException tooLate) {
      return KeyFetch.away("it did not answer in time");
    } catch (RuntimeException e) {
      return KeyFetch.wrong("the address cannot be called: " + e.getMessage());
    } finally {
      http.shutdownNow();
    }
  }

  private static KeyFetch refused(int status) {
    if (status >= 500 || status == TOO_MANY_REQUESTS) {
      return KeyFetch.away("it answers " + status);
    }
    return KeyFetch.wrong(
        status >= 300 && status < 400
            ? "it answers " + status + ", and redirects are not followed"
            : "it answers " + status);
  }

  private static KeyFetch keys(byte[] body) {
    if (body.length > MAX_BYTES) {
      return KeyFetch.wrong("its answer has more than " + MAX_BYTES + " bytes");
    }
    try {
      List<JsonWebKey> all =
          new JsonWebKeySet(new String(body, StandardCharsets.UTF_8)).getJsonWebKeys();
      List<JsonWebKey> usable = all.stream().filter(KeySetClient::isUsable).toList();
      if (!usable.isEmpty()) {
        return KeyFetch.ok(usable);
      }
      return KeyFetch.empty(
          all.isEmpty()
              ? "it publishes no key"
              : "it publishes no key of the algorithms ES256 and RS256");
    } catch (JoseException | RuntimeException e) {
      return KeyFetch.wrong("its answer is no key set");
    }
  }

  /** Whether a key can verify signatures of an accepted algorithm. */
  private static boolean isUsable(JsonWebKey key) {
    if (key.getUse() != null && !key.getUse().equals(Use.SIGNATURE)) {
      return false;
    }
    return switch (key) {
      case EllipticCurveJsonWebKey curve ->
          curve.getCurveName().equals("P-256")
              && isFor(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, key);
      case RsaJsonWebKey rsa -> isFor(AlgorithmIdentifiers.RSA_USING_SHA256, key);
      default -> false;
    };
  }

  private static boolean isFor(String algorithm, JsonWebKey key) {
    return key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
  }

  private static KeyFetch failed(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return KeyFetch.wrong("there is no such host");
      }
    }
    return KeyFetch.away(
        switch (failure) {
          case ConnectException e -> "the connection is refused";
          case SSLException e -> "TLS fails: " + e.getMessage();
          default -> "the answer breaks off: " + failure.getMessage();
        });
  }
}
