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

/**
 * Believes the access tokens of one Supabase project: ES256 and RS256 by its published keys and,
 * only where its legacy secret is configured, HS256 by that. Which key is used follows from the
 * algorithm, so a public key can never serve as a secret.
 *
 * <p>The role in the token becomes the caller's role; whether somebody is staff is asked of the
 * database, never of a token.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class SupabaseTokens extends JWTCallerPrincipalFactory {

  /** The role of everybody who is signed in, anonymously or not. */
  public static final String AUTHENTICATED = "authenticated";

  /** With the time that a token is believed without looking again: ten minutes. */
  private static final Duration KEYS_LIVE = Duration.ofMinutes(5);

  /** Who votes now votes again soon: to check a signature costs as much as all else of a call. */
  private static final Duration TOKENS_LIVE = Duration.ofMinutes(5);

  /** Some 20 MB at most. */
  private static final int MOST_TOKENS = 5_000;

  /** An unknown key id fetches the keys again, but not more often than this. */
  private static final Duration KEYS_REST = Duration.ofSeconds(10);

  private static final int CLOCK_SKEW_SECONDS = 5;

  private final Cache<String, JWTCallerPrincipal> believed =
      Caffeine.newBuilder().maximumSize(MOST_TOKENS).expireAfterWrite(TOKENS_LIVE).build();
  private final JwtConsumer byPublishedKeys;
  private final Optional<JwtConsumer> byLegacySecret;

  @Inject
  SupabaseTokens(SupabaseSettings settings) {
    HttpsJwks keys =
        new HttpsJwks(
            settings
                .jwksUrl()
                .map(Object::toString)
                .orElseGet(() -> settings.issuer() + "/.well-known/jwks.json"));
    keys.setDefaultCacheDuration(KEYS_LIVE.toSeconds());
    keys.setRefreshReprieveThreshold(KEYS_REST.toMillis());
    keys.setRetainCacheOnErrorDuration(KEYS_LIVE.toSeconds());
    byPublishedKeys =
        rules(
                settings,
                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                AlgorithmIdentifiers.RSA_USING_SHA256)
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
    try {
      boolean symmetric =
          AlgorithmIdentifiers.HMAC_SHA256.equals(
              JsonWebStructure.fromCompactSerialization(token).getAlgorithmHeaderValue());
      JwtConsumer consumer =
          symmetric
              ? byLegacySecret.orElseThrow(() -> new ParseException("HS256 is not believed here"))
              : byPublishedKeys;
      JwtClaims claims = consumer.process(token).getJwtClaims();
      return principal(token, claims);
    } catch (InvalidJwtException | JoseException | MalformedClaimException | RuntimeException e) {
      // the last: of a header or a claim that is of another kind than it should be
      throw new ParseException("The token is not valid", e);
    }
  }

  private static JWTCallerPrincipal principal(String token, JwtClaims claims)
      throws MalformedClaimException, ParseException {
    if (!UUID.fromString(claims.getSubject()).toString().equalsIgnoreCase(claims.getSubject())) {
      throw new ParseException("The subject is not a user");
    }
    if (claims.hasClaim("client_id")) {
      throw new ParseException("Tokens lent to other programs are not believed");
    }
    String role = claims.getStringClaimValue("role");
    claims.setStringListClaim("groups", role == null ? List.of() : List.of(role));
    claims.setStringClaim("raw_token", token);
    return new DefaultJWTCallerPrincipal(claims);
  }
}
