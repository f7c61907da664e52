package roomtone.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import roomtone.meter.Meters;

/**
 * Verifies the access tokens of one Supabase project: ES256 and RS256 with its published keys and,
 * where its legacy secret is configured, HS256 with that. The algorithm decides which key is used,
 * so that a public key can never serve as a secret.
 *
 * <p>The role in the token becomes the caller's role. Whether somebody is staff is read from the
 * database, never from a token.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class SupabaseTokens extends JWTCallerPrincipalFactory {

  /** The role of every signed-in user, anonymous users included. */
  public static final String AUTHENTICATED = "authenticated";

  /**
   * Lifetime of fetched keys. Together with the lifetime of a verified token this is ten minutes,
   * the longest time for which a withdrawn key is accepted.
   */
  private static final Duration KEYS_LIFETIME = Duration.ofMinutes(5);

  /**
   * How long a verified token is accepted without verifying it again. The verification costs as
   * much as the rest of a call, and a listener calls often.
   */
  private static final Duration VERIFIED_TOKENS_LIFETIME = Duration.ofMinutes(5);

  /** Verified tokens that are remembered, at most 20 MB. */
  private static final int MAX_VERIFIED_TOKENS = 5_000;

  /** The shortest time between two fetches of the keys because of an unknown key id. */
  private static final Duration MIN_KEY_FETCH_INTERVAL = Duration.ofSeconds(10);

  private static final int CLOCK_SKEW_SECONDS = 5;

  /** The algorithms of published keys. */
  private static final List<String> ASYMMETRIC =
      List.of(
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.RSA_USING_SHA256);

  private final Cache<String, JWTCallerPrincipal> believed =
      Caffeine.newBuilder()
          .maximumSize(MAX_VERIFIED_TOKENS)
          .expireAfterWrite(VERIFIED_TOKENS_LIFETIME)
          .build();
  private final Meters meters;
  private final JwtConsumer byPublishedKeys;
  private final Optional<JwtConsumer> byLegacySecret;

  @Inject
  SupabaseTokens(SupabaseSettings settings, Meters meters) {
    this.meters = meters;
    HttpsJwks keys =
        new HttpsJwks(
            settings
                .jwksUrl()
                .map(Object::toString)
                .orElseGet(() -> settings.issuer() + "/.well-known/jwks.json"));
    keys.setDefaultCacheDuration(KEYS_LIFETIME.toSeconds());
    keys.setRefreshReprieveThreshold(MIN_KEY_FETCH_INTERVAL.toMillis());
    keys.setRetainCacheOnErrorDuration(KEYS_LIFETIME.toSeconds());
    byPublishedKeys =
        rules(settings, ASYMMETRIC.toArray(String[]::new))
            .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
            .build();
    byLegacySecret =
        settings
            .jwtSecret()
            .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
            .map(
                key ->
                    rules(settings, AlgorithmIdentifiers.HMAC_SHA256)
                        .setVerificationKey(key)
                        .build());
  }

  private static JwtConsumerBuilder rules(SupabaseSettings settings, String... algorithms) {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, algorithms))
        .setExpectedIssuer(true, settings.issuer())
        .setExpectedAudience(true, AUTHENTICATED)
        .setRequireExpirationTime()
        .setRequireSubject()
        .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS);
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo unused) throws ParseException {
    JWTCallerPrincipal known = believed.getIfPresent(token);
    if (known != null && Instant.now().getEpochSecond() < known.getExpirationTime()) {
      return known;
    }
    JWTCallerPrincipal checked = check(token);
    believed.put(token, checked);
    return checked;
  }

  private JWTCallerPrincipal check(String token) throws ParseException {
    RejectionReason reason = RejectionReason.UNREADABLE;
    try {
      String algorithm = JsonWebStructure.fromCompactSerialization(token).getAlgorithmHeaderValue();
      reason = RejectionReason.ALGORITHM;
      JwtConsumer consumer = consumer(algorithm);
      reason = RejectionReason.CLAIMS;
      JwtClaims claims = consumer.process(token).getJwtClaims();
      return principal(token, claims);
    } catch (InvalidJwtException e) {
      throw rejected(RejectionReason.of(e), new ParseException("The token is not valid", e));
    } catch (ParseException e) {
      throw rejected(reason, e);
    } catch (JoseException | MalformedClaimException | RuntimeException e) {
      // ClassCastException: a header or a claim has another JSON type than it should have.
      throw rejected(reason, new ParseException("The token is not valid", e));
    }
  }

  private JwtConsumer consumer(String algorithm) throws ParseException {
    if (AlgorithmIdentifiers.HMAC_SHA256.equals(algorithm)) {
      return byLegacySecret.orElseThrow(() -> new ParseException("HS256 is not accepted here"));
    }
    if (!ASYMMETRIC.contains(algorithm)) {
      throw new ParseException("The algorithm is not accepted");
    }
    return byPublishedKeys;
  }

  private ParseException rejected(RejectionReason reason, ParseException failure) {
    meters.counter("roomtone.tokens.rejected", reason.tag).increment();
    return failure;
  }

  private static JWTCallerPrincipal principal(String token, JwtClaims claims)
      throws MalformedClaimException, ParseException {
    if (!UUID.fromString(claims.getSubject()).toString().equalsIgnoreCase(claims.getSubject())) {
      throw new ParseException("The subject is not a user");
    }
    if (claims.hasClaim("client_id")) {
      throw new ParseException("Tokens issued to other clients are not accepted");
    }
    String role = claims.getStringClaimValue("role");
    claims.setStringListClaim("groups", role == null ? List.of() : List.of(role));
    claims.setStringClaim("raw_token", token);
    return new DefaultJWTCallerPrincipal(claims);
  }
}
