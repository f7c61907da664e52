package roomtone.auth;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import roomtone.auth.KeyFetch.Outcome;
import roomtone.meter.Meters;

/**
 * The published keys of the project. They are fetched at the start, again when half of the time for
 * which they are trusted is over, and when a token names a key that is not among them. A fetch that
 * fails leaves the keys as they are: they serve until that time is over. All callers share one
 * fetch, and none blocks.
 */
@ApplicationScoped
class PublishedKeys {

  private static final Logger LOG = Logger.getLogger(PublishedKeys.class);

  /** How long keys are trusted from the beginning of their fetch on. */
  static final Duration TRUST = Duration.ofMinutes(10);

  /** Age of the keys from which on they are fetched again. */
  static final Duration REFRESH_AGE = Duration.ofMinutes(5);

  /** The shortest time from the end of a fetch to the next one, while there are keys. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** The same while there are no trusted keys, and tokens cannot be verified. */
  static final Duration PAUSE_WITHOUT_KEYS = Duration.ofSeconds(2);

  /**
   * The time before the end of trust in which keys verify no further token, so that a call that has
   * found its key can use it.
   */
  static final Duration MARGIN = Duration.ofSeconds(10);

  private final Clock clock;
  private final Meters meters;
  private final KeySetClient client;
  private final boolean hasLegacySecret;
  private final String setting;

  /** Null until a fetch has succeeded. */
  private volatile Fetched fetched;

  private volatile boolean hadKeys;

  /** The last attempt that has ended; null before. */
  private volatile Attempt last;

  /** The attempt that runs, or the last one; null before the first. */
  private CompletableFuture<KeyFetch> running;

  /** The outcome of the last line in the log; OK after the line that keys are back. */
  private Outcome logged = Outcome.OK;

  private record Fetched(List<JsonWebKey> keys, Instant at) {}

  private record Attempt(KeyFetch result, Instant end) {}

  PublishedKeys(SupabaseSettings settings, Meters meters, Clock clock) {
    this.clock = clock;
    this.meters = meters;
    hasLegacySecret = settings.jwtSecret().isPresent();
    setting = settings.jwksUrl().isPresent() ? "SUPABASE_JWKS_URL" : "SUPABASE_URL";
    client =
        new KeySetClient(
            settings
                .jwksUrl()
                .orElseGet(() -> URI.create(settings.issuer() + "/.well-known/jwks.json")));
  }

  /** Begins the first fetch. Calls with a token wait for it; the start does not. */
  void fetchAtStart(@Observes StartupEvent event) {
    CompletableFuture<KeyFetch> unused = fetch(); // its end stores and logs the result
  }

  /** Returns until when the present keys are trusted; {@link Instant#MIN} without keys. */
  Instant trustedUntil() {
    Fetched present = fetched;
    return present == null ? Instant.MIN : present.at.plus(TRUST);
  }

  /**
   * Returns the trusted key that a token names.
   *
   * @return empty when there is none or when no key is trusted
   */
  Optional<Key> find(JsonWebSignature token) {
    return find(token, Duration.ZERO);
  }

  /** As {@link #find}, but only when the key will be trusted long enough to verify the token. */
  Optional<Key> findForCall(JsonWebSignature token) {
    return find(token, MARGIN);
  }

  private Optional<Key> find(JsonWebSignature token, Duration remaining) {
    Fetched present = fetched;
    if (present == null || !isYounger(present, TRUST.minus(remaining))) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(new VerificationJwkSelector().select(token, present.keys))
          .map(JsonWebKey::getKey);
    } catch (JoseException e) {
      return Optional.empty();
    }
  }

  /** A clock that was set back makes keys as untrusted as one that was set ahead. */
  private boolean isYounger(Fetched keys, Duration age) {
    Duration now = Duration.between(keys.at, clock.instant());
    return !now.isNegative() && now.compareTo(age) < 0;
  }

  /** Begins a fetch when the keys have half of their time behind them or are missing. */
  void refreshWhenDue() {
    Fetched present = fetched;
    if (present == null || !isYounger(present, REFRESH_AGE)) {
      CompletableFuture<KeyFetch> unused = fetch(); // its end stores and logs the result
    }
  }

  /**
   * Fetches the keys, or joins the fetch that runs.
   *
   * @return the result of the fetch; soon after another one the result of that. It completes within
   *     {@link KeySetClient#TIMEOUT}
   */
  synchronized CompletableFuture<KeyFetch> fetch() {
    if (running != null && !running.isDone()) {
      return bounded(running);
    }
    if (!untilNextFetch().isZero()) {
      return CompletableFuture.completedFuture(last.result);
    }
    Instant start = clock.instant();
    Duration timeout = last == null ? KeySetClient.FIRST_TIMEOUT : KeySetClient.TIMEOUT;
    running = client.fetch(timeout).thenApply(result -> end(result, start));
    return bounded(running);
  }

  private static CompletableFuture<KeyFetch> bounded(CompletableFuture<KeyFetch> fetch) {
    Duration timeout = KeySetClient.TIMEOUT;
    return fetch
        .copy()
        .completeOnTimeout(
            KeySetClient.tooSlow(timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns the time until keys are fetched again; zero when they may be fetched now. */
  Duration untilNextFetch() {
    Attempt before = last;
    if (before == null) {
      return Duration.ZERO;
    }
    Fetched present = fetched;
    Duration pause = present != null && isYounger(present, TRUST) ? PAUSE : PAUSE_WITHOUT_KEYS;
    Duration since = Duration.between(before.end, clock.instant());
    return since.isNegative() || since.compareTo(pause) >= 0 ? Duration.ZERO : pause.minus(since);
  }

  private synchronized KeyFetch end(KeyFetch result, Instant start) {
    if (result.hasKeySet()) {
      fetched = new Fetched(result.keys(), start);
      hadKeys |= !result.keys().isEmpty();
    }
    last = new Attempt(result, clock.instant());
    Outcome outcome = outcome(result);
    meters.counter("roomtone.keys.fetched", outcome.tag).increment();
    log(outcome, result);
    return result;
  }

  /** A project that signs with its legacy secret publishes no key, which is no failure. */
  private Outcome outcome(KeyFetch result) {
    return result.outcome() == Outcome.EMPTY && hasLegacySecret ? Outcome.OK : result.outcome();
  }

  /** Logs one line when fetches begin to fail, or fail in another way, and one when it is over. */
  private void log(Outcome outcome, KeyFetch result) {
    if (outcome == logged) {
      return;
    }
    logged = outcome;
    if (outcome == Outcome.OK) {
      LOG.infof("keys fetched again address=%s keys=%d", client.address(), result.keys().size());
    } else {
      LOG.warnf(
          "keys not fetched address=%s: %s. %s",
          client.address(), result.failure(), advice(outcome));
    }
  }

  private String advice(Outcome outcome) {
    return switch (outcome) {
      case OK -> "";
      case AWAY ->
          "Check that Auth is there and that this pod can reach it. Calls with a token get 503"
              + " auth-away once the last keys are ten minutes old";
      case WRONG -> "Correct " + setting + "; ./dev doctor checks it";
      case EMPTY ->
          "Change the project to a signing key of ES256, or set SUPABASE_JWT_SECRET to its legacy"
              + " secret";
    };
  }

  /** Returns the number of keys that are trusted. */
  int trusted() {
    Fetched present = fetched;
    return present != null && isYounger(present, TRUST) ? present.keys.size() : 0;
  }

  /** Returns what the last fetch gave; empty while the first one runs. */
  Optional<KeyFetch> lastFetch() {
    return Optional.ofNullable(last).map(Attempt::result);
  }

  /** Returns whether tokens could be verified once since the start, by keys or by the secret. */
  boolean hasServed() {
    return hasLegacySecret || hadKeys;
  }
}
