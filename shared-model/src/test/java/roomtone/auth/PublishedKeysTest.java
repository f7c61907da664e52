package roomtone.auth;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import roomtone.meter.Meters;
import roomtone.problem.Problem;
import roomtone.testing.LoggedLines;

/** Which tokens are accepted, refused or answered with 503, by what Auth answers and when. */
class PublishedKeysTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
  private final TokenSigner signer = new TokenSigner();
  private final KeySetStub auth = new KeySetStub();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private PublishedKeys keys;
  private SupabaseTokens tokens;

  @AfterEach
  void stop() {
    auth.close();
  }

  private void start(Optional<String> secret) {
    SupabaseSettings settings = TokenSigner.settings(auth.url(), secret);
    Meters meters = new Meters(registry);
    keys = new PublishedKeys(settings, meters, clock);
    tokens = new SupabaseTokens(settings, keys, meters, clock);
    keys.fetchAtStart(new StartupEvent());
    var unused = keys.fetch().join(); // the same fetch
  }

  private void startWithKeys() {
    comeBack();
    start(Optional.empty());
  }

  private void startWhileAway() {
    auth.goAway();
    start(Optional.empty());
  }

  private void comeBack() {
    auth.answer(200, signer.keySet());
  }

  private void pass(Duration time) {
    now.set(now.get().plus(time));
  }

  @Test
  void a_valid_token_gets_503_while_auth_is_away_and_is_accepted_once_it_is_back() {
    startWhileAway();
    String token = signer.token();
    assertAway(token, 2);
    comeBack();
    assertAway(token, 2);
    pass(PublishedKeys.PAUSE_WITHOUT_KEYS);
    assertAccepted(token);
  }

  @Test
  void calls_that_wait_share_one_fetch_and_hold_no_thread() throws Exception {
    startWhileAway();
    pass(PublishedKeys.PAUSE_WITHOUT_KEYS);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    auth.behave(
        exchange -> {
          asked.countDown();
          answer.await();
          KeySetStub.send(exchange, 200, signer.keySet());
        });
    int before = auth.requests();
    List<String> all = Stream.generate(signer::token).limit(50).toList();
    // This thread makes all calls, so that none of them can hold it.
    List<CompletableFuture<Void>> calls = all.stream().map(tokens::awaitKey).toList();
    asked.await();
    assertTrue(calls.stream().noneMatch(CompletableFuture::isDone));
    answer.countDown();
    calls.forEach(CompletableFuture::join);
    assertEquals(before + 1, auth.requests());
    all.forEach(this::assertAccepted);
  }

  @Test
  void tokens_that_no_key_can_make_valid_get_401_at_once_while_auth_is_away() {
    startWhileAway();
    pass(PublishedKeys.PAUSE_WITHOUT_KEYS);
    int before = auth.requests();
    String valid = signer.token();
    assertRefused("a.b.c", "unreadable");
    assertRefused(valid.substring(0, valid.lastIndexOf('.')), "unreadable");
    assertRefused(signer.token(Map.of("exp", Instant.now().getEpochSecond() - 60)), "expired");
    assertRefused(signer.token(Map.of("iss", "https://other.example.org/auth/v1")), "claims");
    assertRefused(signer.token(Map.of("aud", "anybody")), "claims");
    assertRefused(signer.token(Map.of("sub", "admin")), "claims");
    assertRefused(signer.token(Map.of("client_id", "another")), "claims");
    assertRefused(signer.legacyToken(), "algorithm");
    assertEquals(before, auth.requests());
  }

  @Test
  void tokens_of_the_legacy_secret_need_no_keys() {
    auth.goAway();
    start(Optional.of(TokenSigner.SECRET));
    int before = auth.requests();
    pass(Duration.ofHours(1));
    assertAccepted(signer.legacyToken());
    assertEquals(before, auth.requests());
  }

  @Test
  void keys_serve_for_ten_minutes_while_auth_is_away_and_no_longer() {
    startWithKeys();
    String known = signer.token();
    assertAccepted(known);
    auth.goAway();
    pass(PublishedKeys.TRUST.minus(PublishedKeys.MARGIN).minusMillis(1));
    assertAccepted(signer.token());
    assertAccepted(known);
    keys.fetch().join();
    pass(PublishedKeys.MARGIN.plusMillis(1));
    assertAway(known, 2);
    assertAway(signer.token(), 2);
    assertThrows(ParseException.class, () -> tokens.parse(known, null));
    assertEquals(0, keys.trusted());
  }

  @Test
  void keys_are_fetched_again_in_time_without_a_call_that_waits() {
    startWithKeys();
    assertAccepted(signer.token());
    assertEquals(1, auth.requests());
    pass(PublishedKeys.REFRESH_AGE);
    assertAccepted(signer.token());
    keys.fetch().join();
    assertEquals(2, auth.requests());
    pass(PublishedKeys.REFRESH_AGE.minusMillis(1));
    auth.goAway();
    assertAccepted(signer.token());
    assertEquals(2, auth.requests());
  }

  @Test
  void an_unknown_key_is_looked_for_once_in_ten_seconds() {
    startWithKeys();
    signer.rotate();
    String token = signer.token();
    assertRefused(token, "key");
    assertEquals(1, auth.requests());
    pass(PublishedKeys.PAUSE);
    assertRefused(token, "key");
    assertEquals(2, auth.requests());
    comeBack();
    assertRefused(token, "key");
    assertEquals(2, auth.requests());
    pass(PublishedKeys.PAUSE);
    assertAccepted(token);
    assertEquals(3, auth.requests());
  }

  @Test
  void an_unknown_key_is_503_while_auth_is_away_and_known_keys_go_on() {
    startWithKeys();
    String known = signer.token();
    signer.rotate();
    auth.goAway();
    pass(PublishedKeys.PAUSE);
    String token = signer.token();
    assertAway(token, 10);
    assertAccepted(known);
    comeBack();
    pass(PublishedKeys.PAUSE);
    assertAccepted(token);
  }

  @Test
  void withdrawn_keys_verify_no_token() {
    startWithKeys();
    String token = signer.token();
    auth.answer(200, "{\"keys\": []}");
    pass(PublishedKeys.PAUSE);
    keys.fetch().join();
    assertRefused(token, "key");
  }

  @Test
  void a_span_without_auth_has_one_warning_and_one_line_at_its_end() {
    try (LoggedLines log = new LoggedLines(PublishedKeys.class)) {
      startWhileAway();
      for (int i = 0; i < 20; i++) {
        assertAway(signer.token(), 2);
        pass(PublishedKeys.PAUSE_WITHOUT_KEYS);
      }
      comeBack();
      assertAccepted(signer.token());
      assertAccepted(signer.token());
      assertEquals(2, log.lines().size(), () -> String.join("\n", log.lines()));
      assertTrue(log.lines().get(0).startsWith("WARN keys not fetched address=http://127.0.0.1"));
      assertTrue(log.lines().get(0).contains("it answers 503"), log.lines().get(0));
      assertTrue(log.lines().get(1).startsWith("INFO keys fetched again"), log.lines().get(1));
    }
    assertEquals(1, fetches("ok"));
    assertEquals(20, fetches("away"));
  }

  @Test
  void the_start_says_which_setting_to_mend() {
    try (LoggedLines log = new LoggedLines(PublishedKeys.class)) {
      auth.answer(404, "not here");
      start(Optional.empty());
      assertEquals(1, log.lines().size());
      assertTrue(log.lines().get(0).contains("it answers 404. Correct SUPABASE_JWKS_URL"));
    }
    try (LoggedLines log = new LoggedLines(PublishedKeys.class)) {
      auth.answer(200, "{\"keys\": []}");
      start(Optional.empty());
      assertEquals(1, log.lines().size());
      assertTrue(log.lines().get(0).contains("it publishes no key. Change the project"));
      start(Optional.of(TokenSigner.SECRET));
      assertEquals(1, log.lines().size());
    }
  }

  @Test
  void a_pod_is_not_ready_only_while_a_setting_is_proven_wrong() {
    startWhileAway();
    assertReadiness(Status.UP, 0, "it answers 503");
    auth.answer(200, "<html>");
    start(Optional.empty());
    assertReadiness(Status.DOWN, 0, "its answer is no key set");
    auth.answer(200, "{\"keys\": []}");
    start(Optional.empty());
    assertReadiness(Status.DOWN, 0, "it publishes no key");
    start(Optional.of(TokenSigner.SECRET));
    assertReadiness(Status.UP, 0, "it publishes no key");
  }

  @Test
  void a_pod_that_has_had_keys_stays_ready() {
    startWithKeys();
    assertReadiness(Status.UP, 1, null);
    for (String answer : List.of("<html>", "{\"keys\": []}")) {
      auth.answer(200, answer);
      pass(PublishedKeys.TRUST);
      keys.fetch().join();
      assertEquals(Status.UP, readiness().getStatus());
      assertEquals(0L, readiness().getData().orElseThrow().get("trusted"));
    }
  }

  @Test
  void a_readiness_probe_fetches_keys_that_are_missing() {
    auth.answer(404, "not here");
    start(Optional.empty());
    comeBack();
    pass(PublishedKeys.PAUSE_WITHOUT_KEYS);
    HealthCheckResponse first = readiness();
    assertEquals("keys", first.getName());
    keys.fetch().join();
    assertReadiness(Status.UP, 1, null);
  }

  private void assertReadiness(Status status, long trusted, String error) {
    HealthCheckResponse answer = readiness();
    assertEquals(status, answer.getStatus());
    assertEquals(trusted, answer.getData().orElseThrow().get("trusted"));
    assertEquals(error, answer.getData().orElseThrow().get("error"));
  }

  private HealthCheckResponse readiness() {
    return new KeysReadiness(keys).call();
  }

  private void assertAccepted(String token) {
    assertDoesNotThrow(() -> tokens.awaitKey(token).join());
    assertDoesNotThrow(() -> tokens.parse(token, null));
  }

  private void assertRefused(String token, String reason) {
    double before = rejected(reason);
    assertDoesNotThrow(() -> tokens.awaitKey(token).join());
    assertThrows(ParseException.class, () -> tokens.parse(token, null));
    assertEquals(before + 1, rejected(reason), reason);
  }

  private void assertAway(String token, int retryAfterSeconds) {
    CompletableFuture<Void> call = tokens.awaitKey(token);
    Throwable failure = assertThrows(CompletionException.class, call::join).getCause();
    Problem problem = (Problem) failure;
    assertEquals("urn:roomtone:problem:auth-away", problem.type());
    assertEquals(503, problem.status());
    assertFalse(keys.untilNextFetch().isZero());
    assertEquals(retryAfterSeconds, Problem.seconds(keys.untilNextFetch()));
  }

  private double rejected(String reason) {
    return registry.get("roomtone.tokens.rejected").tag("reason", reason).counter().count();
  }

  private double fetches(String outcome) {
    return registry.get("roomtone.keys.fetched").tag("outcome", outcome).counter().count();
  }
}
