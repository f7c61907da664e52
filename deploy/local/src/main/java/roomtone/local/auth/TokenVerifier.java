package roomtone.local.auth;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/**
 * Checks tokens for the other parts of Supabase: ES256 with the keys of the key set, and HS256 with
 * the legacy secret, as a project does that still has one.
 */
public final class TokenVerifier {

  /** A token that is not valid. */
  public static final class InvalidToken extends Exception {

    private final boolean expired;

    private InvalidToken(boolean expired) {
      super(expired ? "JWT expired" : "the token is not valid");
      this.expired = expired;
    }

    /** Whether it was valid once. */
    public boolean isExpired() {
      return expired;
    }
  }

  private static final AlgorithmConstraints ALGORITHMS =
      new AlgorithmConstraints(
          ConstraintType.PERMIT,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.HMAC_SHA256);

  private final SigningKeys keys;
  private final InstantSource clock;

  TokenVerifier(SigningKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The claims of a valid token, as JSON. Issuer and audience are for the caller to check. */
  public String claims(String token) throws InvalidToken {
    VerificationKeyResolver resolver =
        (jws, context) ->
            isLegacy(jws)
                ? new SecretKeySpec(
                    AuthServer.LEGACY_JWT_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256")
                : new JwksVerificationKeyResolver(keys.all()).resolveKey(jws, context);
    try {
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setVerificationKeyResolver(resolver)
              .setJwsAlgorithmConstraints(ALGORITHMS)
              .setEvaluationTime(NumericDate.fromSeconds(clock.instant().getEpochSecond()))
              .setRequireExpirationTime()
              .setSkipDefaultAudienceValidation()
              .build()
              .processToClaims(token);
      return claims.toJson();
    } catch (InvalidJwtException invalid) {
      throw new InvalidToken(invalid.hasErrorCode(ErrorCodes.EXPIRED));
    }
  }

  private static boolean isLegacy(JsonWebSignature jws) {
    return AlgorithmIdentifiers.HMAC_SHA256.equals(jws.getAlgorithmHeaderValue());
  }
}
