package roomtone.auth;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Signs tokens as a project does, and has its key set. */
final class TokenSigner {

  static final String SECRET = "a-legacy-secret-that-is-long-enough-for-hs256";

  private static final String ISSUER = "https://abc.example.org/auth/v1";

  private final List<EllipticCurveJsonWebKey> keys = new CopyOnWriteArrayList<>();

  TokenSigner() {
    rotate();
  }

  /** Signs with a new key from now on. */
  void rotate() {
    try {
      EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId(UUID.randomUUID().toString());
      keys.addFirst(key);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public keys, as Auth publishes them. */
  String keySet() {
    return new JsonWebKeySet(keys).toJson();
  }

  /** A valid token of somebody new. */
  String token() {
    return token(Map.of());
  }

  /** A token with other claims than a valid one. */
  String token(Map<String, Object> others) {
    EllipticCurveJsonWebKey key = keys.getFirst();
    return sign(
        others,
        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
        key.getPrivateKey(),
        key.getKeyId());
  }

  /** A token that is signed with the legacy secret. */
  String legacyToken() {
    return sign(
        Map.of(),
        AlgorithmIdentifiers.HMAC_SHA256,
        new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
        null);
  }

  private static String sign(Map<String, Object> others, String algorithm, Key key, String keyId) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", "authenticated");
    claims.put("role", "authenticated");
    claims.put("sub", UUID.randomUUID().toString());
    claims.put("exp", now + 3600);
    claims.putAll(others);
    JsonWebSignature token = new JsonWebSignature();
    token.setPayload(JsonUtil.toJson(claims));
    token.setAlgorithmHeaderValue(algorithm);
    if (keyId != null) {
      token.setKeyIdHeaderValue(keyId);
    }
    token.setKey(key);
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The settings of a service of this project. */
  static SupabaseSettings settings(URI keySet, Optional<String> secret) {
    return new SupabaseSettings() {
      @Override
      public Optional<URI> url() {
        return Optional.of(URI.create("https://abc.example.org"));
      }

      @Override
      public Optional<String> publishableKey() {
        return Optional.empty();
      }

      @Override
      public Optional<URI> jwksUrl() {
        return Optional.of(keySet);
      }

      @Override
      public Optional<String> jwtSecret() {
        return secret;
      }
    };
  }
}
