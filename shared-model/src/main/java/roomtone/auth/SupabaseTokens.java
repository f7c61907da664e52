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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

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
   * How long a verified token is accepted without verifying it again, and never longer than the
   * keys are trusted. The verification costs as much as the rest of a call, and a listener calls
   * often.
   */
  private static final Duration VERIFIED_TOKENS_LIFETIME = Duration.ofMinutes(5);

  /** Verified tokens that are remembered, at most 20 MB. */
  private static final int MAX_VERIFIED_TOKENS = 5_000;

  private static final int CLOCK_SKEW_SECONDS = 5;

  /** The algorithms of published keys. */
  private static final List<String> ASYMMETRIC =
      List.of(
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.RSA_USING_SHA256);

  /**
   * A token that was verified.
   *
   * @param trustedUntil when the key is trusted no more by which it was verified
   */
  private record Verified(JWTCallerPrincipal caller, Instant trustedUntil) {}

  private final Cache<String, Verified> believed =
      Caffeine.newBuilder()
          .maximumSize(MAX_VERIFIED_TOKENS)
          .expireAfterWrite(VERIFIED_TOKENS_LIFETIME)
          .build();
  private final Meters meters;
  private final Clock clock;
  private final PublishedKeys keys;
  private final JwtConsumer byPublishedKeys;

  /** Checks the claims alone. */
  private final JwtConsumer withoutKeys;

  private final Optional<JwtConsumer> byLegacySecret;

  @Inject
  SupabaseTokens(SupabaseSettings settings, PublishedKeys keys, Meters meters, Clock clock) {
    this.keys = keys;
    this.meters = meters;
    this.clock = clock;
    String[] asymmetric = ASYMMETRIC.toArray(String[]::new);
    byPublishedKeys =
        rules(settings, asymmetric)
            .setVerificationKeyResolver(
                (token, nested) ->
                    keys.find(token)
                        .orElseThrow(() -> new UnresolvableKeyException("The key is not known")))
            .build();
    withoutKeys = rules(settings, asymmetric).setSkipSignatureVerification().build();
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

  /**
   * Makes the key known by which a token is to be verified, if it is one that Auth publishes.
   *
   * @return completes at once when the key is known or when the token is refused whatever the key
   *     is, else when the keys were fetched; fails with the problem 503 {@code auth-away} when they
   *     could not be fetched
   */
  CompletableFuture<Void> awaitKey(String token) {
    if (verified(token, PublishedKeys.MARGIN).isPresent() || !needsPublishedKey(token)) {
      return CompletableFuture.completedFuture(null);
    }
    return keys.fetch()
        .thenAccept(
            fetch -> {
              if (!fetch.hasKeySet()) {
                throw Problem.of("auth-away").retryAfter(keys.untilNextFetch());
              }
            });
  }

  /** Whether a token can be valid but for its key, which is not known. */
  private boolean needsPublishedKey(String token) {
    try {
      if (!(JsonWebStructure.fromCompactSerialization(token) instanceof JsonWebSignature signed)
          || !ASYMMETRIC.contains(signed.getAlgorithmHeaderValue())) {
        return false;
      }
      if (keys.findForCall(signed).isPresent()) {
        keys.refreshWhenDue();
        return false;
      }
      principal(token, withoutKeys.process(token).getJwtClaims());
      return true;
    } catch (JoseException
        | InvalidJwtException
        | MalformedClaimException
        | ParseException
        | RuntimeException e) {
      return false;
    }
  }

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo unused) throws ParseException {
    Optional<JWTCallerPrincipal> known = verified(token, Duration.ZERO);
    if (known.isPresent()) {
      return known.get();
    }
    Verified checked = check(token);
    believed.put(token, checked);
    return checked.caller;
  }

  /** Returns the caller whose token was verified, if its key is still trusted for so long. */
  private Optional<JWTCallerPrincipal> verified(String token, Duration remaining) {
    return Optional.ofNullable(believed.getIfPresent(token))
        .filter(known -> Instant.now().getEpochSecond() < known.caller.getExpirationTime())
        .filter(known -> clock.instant().plus(remaining).isBefore(known.trustedUntil))
        .map(Verified::caller);
  }

  private Verified check(String token) throws ParseException {
    RejectionReason reason = RejectionReason.UNREADABLE;
    try {
      String algorithm = JsonWebStructure.fromCompactSerialization(token).getAlgorithmHeaderValue();
      reason = RejectionReason.ALGORITHM;
      JwtConsumer consumer = consumer(algorithm);
      reason = RejectionReason.CLAIMS;
      Instant trustedUntil = consumer == byPublishedKeys ? keys.trustedUntil() : Instant.MAX;
      JwtClaims claims = consumer.process(token).getJwtClaims();
      return new Verified(principal(token, claims), trustedUntil);
    } catch (InvalidJwtException e) {
      throw rejected(reason(token, e), new ParseException("The token is not valid", e));
    } catch (ParseException e) {
      throw rejected(reason, e);
    } catch (JoseException | MalformedClaimException | RuntimeException e) {
      // ClassCastException: a header or a claim has another JSON type than it should have.
      throw rejected(reason, new ParseException("The token is not valid", e));
    }
  }

  /** Without its key the signature is not checked, and it is checked before the claims. */
  private RejectionReason reason(String token, InvalidJwtException failure) {
    RejectionReason reason = RejectionReason.of(failure);
    if (reason != RejectionReason.KEY) {
      return reason;
    }
    try {
      principal(token, withoutKeys.process(token).getJwtClaims());
      return reason;
    } catch (InvalidJwtException e) {
      return RejectionReason.of(e);
    } catch (MalformedClaimException | ParseException | RuntimeException e) {
      return RejectionReason.CLAIMS;
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
