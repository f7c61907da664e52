package roomtone.local.auth;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import roomtone.local.gateway.Json;

/** Signs and verifies the JWTs of signed-in users, with Supabase's claims. */
final class AccessTokens {

  static final String AUTHENTICATED = "authenticated";

  /** How long a token is valid. */
  static final Duration LIFETIME = Duration.ofHours(1);

  /** The user and session of a token. */
  record Bearer(UUID user, UUID session) {}

  private final SigningKeys keys;
  private final String issuer;
  private final InstantSource clock;

  AccessTokens(SigningKeys keys, String issuer, InstantSource clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.clock = clock;
  }

  String issuer() {
    return issuer;
  }

  /**
   * Signs a token.
   *
   * @param method how the user signed in: "password", "otp" or "anonymous"
   */
  String issue(User user, UUID session, String method) {
    JwtClaims claims = new JwtClaims();
    NumericDate now = NumericDate.fromSeconds(clock.instant().getEpochSecond());
    claims.setIssuer(issuer);
    claims.setSubject(user.id().toString());
    claims.setAudience(AUTHENTICATED);
    claims.setIssuedAt(now);
    claims.setExpirationTime(NumericDate.fromSeconds(now.getValue() + LIFETIME.toSeconds()));
    claims.setStringClaim("role", AUTHENTICATED);
    claims.setStringClaim("email", user.email() == null ? "" : user.email());
    claims.setStringClaim("phone", "");
    claims.setClaim("app_metadata", Json.plain(user.appMetadata()));
    claims.setClaim("user_metadata", Json.plain(user.userMetadata()));
    claims.setStringClaim("aal", "aal1");
    claims.setClaim("amr", List.of(Map.of("method", method, "timestamp", now.getValue())));
    claims.setStringClaim("session_id", session.toString());
    claims.setClaim("is_anonymous", user.anonymous());
    return sign(claims);
  }

  private String sign(JwtClaims claims) {
    EllipticCurveJsonWebKey key = keys.current();
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims.toJson());
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setKeyIdHeaderValue(key.getKeyId());
    jws.setHeader("typ", "JWT");
    jws.setKey(key.getPrivateKey());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException impossible) {
      throw new IllegalStateException("our own key cannot sign", impossible);
    }
  }

  /**
   * The user and session of a token.
   *
   * @throws AuthFailure bad_jwt
   */
  Bearer check(String token) {
    try {
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys.all()))
              .setJwsAlgorithmConstraints(
                  new AlgorithmConstraints(
                      ConstraintType.PERMIT,
                      AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
              .setExpectedIssuer(issuer)
              .setExpectedAudience(AUTHENTICATED)
              .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
              .setRequireExpirationTime()
              .setRequireSubject()
              .build()
              .processToClaims(token);
      return new Bearer(
          UUID.fromString(claims.getSubject()),
          UUID.fromString(claims.getStringClaimValue("session_id")));
    } catch (InvalidJwtException
        | MalformedClaimException
        | IllegalArgumentException
        | NullPointerException invalid) {
      throw new AuthFailure(403, "bad_jwt", "invalid JWT: unable to parse or verify signature");
    }
  }
}
