package roomtone.local.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import roomtone.local.auth.AuthServer;
import roomtone.local.auth.AuthSettings;
import roomtone.local.auth.Mailbox;
import roomtone.local.auth.SigningKeys;
import roomtone.local.dataapi.DataApi;

/**
 * The local system's sign-in and Data API on a free port, over a test's database, and a forger of
 * tokens for tests of those who check them.
 */
public final class LocalAuth implements AutoCloseable {

  /** The legacy secret that HS256 tokens are signed with where a service accepts them. */
  public static final String LEGACY_JWT_SECRET = AuthServer.LEGACY_JWT_SECRET;

  /** A signed-in user. */
  public record Session(String accessToken, String refreshToken, UUID userId) {}

  /** How a token of {@link #sign} is signed. */
  public enum Signature {
    /** ES256 with the key that the key set shows: valid. */
    OURS,
    /** HS256 with {@link #LEGACY_JWT_SECRET}: valid where that is configured. */
    LEGACY_SECRET,
    /** ES256 with a key that nobody knows, under the right key id. */
    FOREIGN_KEY,
    /** ES256 with a key that nobody knows, under its own key id. */
    UNKNOWN_KEY_ID,
    /** HS256 with a secret that nobody knows. */
    WRONG_SECRET,
    /** HS256 with our public key's JSON as the secret: the classic confusion. */
    PUBLIC_KEY_AS_SECRET,
    /** Not signed: alg none. */
    NONE
  }

  private final SigningKeys keys = SigningKeys.generated();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final AuthServer server;
  private final DataApi dataApi;
  private final KeySetServer keySet;
  private final HttpClient http = HttpClient.newHttpClient();

  private LocalAuth(LocalDatabase database) {
    server =
        AuthServer.start(
            database.dataSource("supabase_auth_admin"),
            keys,
            0,
            () -> Instant.now().plus(ahead.get()),
            mail -> {});
    dataApi = DataApi.start(database.dataSource("authenticator"), server);
    keySet = KeySetServer.start(keys::publicJson);
  }

  /** Starts with the users of the database, and with the Data API over its rows. */
  public static LocalAuth start(LocalDatabase database) {
    return new LocalAuth(database);
  }

  /** Moves on the clock of Auth, by which its tokens, codes and limits expire. */
  public void advance(Duration duration) {
    ahead.accumulateAndGet(duration, Duration::plus);
  }

  /** The mails that were sent. */
  public Mailbox mails() {
    return server.mails();
  }

  /** The settings in force. */
  public AuthSettings settings() {
    return server.settings();
  }

  /** Sets other settings, for the calls that follow. */
  public void configure(AuthSettings settings) {
    server.configure(settings);
  }

  /** What services know as SUPABASE_URL. */
  public URI url() {
    return server.url();
  }

  /** The issuer in every token. */
  public String issuer() {
    return server.issuer();
  }

  /** The same key set on a port of its own, which a test may let fail. */
  public KeySetServer keySet() {
    return keySet;
  }

  /** Where the key set is. */
  public URI jwksUrl() {
    return server.jwksUrl();
  }

  /** A new anonymous user, signed in over HTTP. */
  public Session signUpAnonymously() {
    return post("/signup", Map.of());
  }

  /** A new user with e-mail and password, signed in over HTTP. */
  public Session signUp(String email, String password) {
    return post("/signup", Map.of("email", email, "password", password));
  }

  /** A user who signs in over HTTP. */
  public Session signIn(String email, String password) {
    return post("/token?grant_type=password", Map.of("email", email, "password", password));
  }

  /**
   * The claims of a valid token of that user, to be signed as they are or spoilt first; times are
   * in seconds.
   */
  public Map<String, Object> claims(UUID user) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", issuer());
    claims.put("aud", "authenticated");
    claims.put("role", "authenticated");
    claims.put("sub", user.toString());
    claims.put("iat", now);
    claims.put("exp", now + 3600);
    claims.put("session_id", UUID.randomUUID().toString());
    claims.put("email", "");
    claims.put("aal", "aal1");
    claims.put("is_anonymous", true);
    claims.put("app_metadata", Map.of());
    claims.put("user_metadata", Map.of());
    return claims;
  }

  /** A token with exactly these claims, signed well or badly. */
  public String sign(Map<String, Object> claims, Signature signature) {
    EllipticCurveJsonWebKey foreign = SigningKeys.generate();
    return switch (signature) {
      case OURS -> es256(claims, keys.current(), keys.current().getKeyId());
      case FOREIGN_KEY -> es256(claims, foreign, keys.current().getKeyId());
      case UNKNOWN_KEY_ID -> es256(claims, foreign, foreign.getKeyId());
      case LEGACY_SECRET -> hs256(claims, LEGACY_JWT_SECRET);
      case WRONG_SECRET -> hs256(claims, "another-secret-that-is-also-long-enough-for-hs256");
      case PUBLIC_KEY_AS_SECRET -> hs256(claims, keys.current().toJson());
      case NONE -> sign(claims, AlgorithmIdentifiers.NONE, null, null);
    };
  }

  /** Signs with a new key from now on, which the key set shows beside the old one. */
  public void rotateKey() {
    keys.rotate();
  }

  /** Stops serving. */
  @Override
  public void close() {
    http.close();
    server.close();
    dataApi.close();
    keySet.close();
  }

  private static String es256(
      Map<String, Object> claims, EllipticCurveJsonWebKey key, String keyId) {
    return sign(
        claims, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, key.getPrivateKey(), keyId);
  }

  private static String hs256(Map<String, Object> claims, String secret) {
    Key key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    return sign(claims, AlgorithmIdentifiers.HMAC_SHA256, key, null);
  }

  private static String sign(Map<String, Object> claims, String algorithm, Key key, String keyId) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setPayload(JsonUtil.toJson(claims));
    jws.setAlgorithmHeaderValue(algorithm);
    jws.setHeader("typ", "JWT");
    if (keyId != null) {
      jws.setKeyIdHeaderValue(keyId);
    }
    jws.setKey(key);
    jws.setDoKeyValidation(false);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException failure) {
      throw new IllegalStateException("cannot sign with " + algorithm, failure);
    }
  }

  private Session post(String path, Map<String, Object> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JsonUtil.toJson(body)))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            path + " answered " + response.statusCode() + ": " + response.body());
      }
      Map<String, Object> session = JsonUtil.parseJson(response.body());
      Map<?, ?> user = (Map<?, ?>) session.get("user");
      return new Session(
          (String) session.get("access_token"),
          (String) session.get("refresh_token"),
          UUID.fromString((String) user.get("id")));
    } catch (IOException | JoseException failure) {
      throw new IllegalStateException(path + " failed", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(path + " was interrupted", interrupted);
    }
  }
}
