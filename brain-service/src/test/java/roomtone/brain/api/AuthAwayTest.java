package roomtone.brain.api;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.Await;
import roomtone.local.testing.KeySetServer;
import roomtone.local.testing.LocalAuth.Signature;
import roomtone.local.testing.LogLines;
import roomtone.local.testing.MovableClock;

/** Calls while no keys are trusted: as at a start without Auth, or after ten minutes without it. */
@QuarkusTest
class AuthAwayTest extends BrainTest {

  private static final int CALLS = 16;

  private static int hours;

  @Inject MovableClock clock;

  private KeySetServer keySet;
  private Person person;

  @BeforeEach
  void the_keys_are_too_old() {
    keySet = fixtures.auth().keySet();
    person = fixtures.person();
    clock.advance(Duration.ofHours(++hours));
  }

  @AfterEach
  void auth_is_back() {
    keySet.comeBack();
    clock.reset();
  }

  @Test
  void calls_with_a_token_get_503_and_one_line_in_the_log_until_auth_is_back() throws Exception {
    keySet.goAway();
    LogLines log = LogLines.open();
    try {
      for (Response answer : together(() -> as(person).get("/api/me"))) {
        away(answer.then());
      }
      clock.advance(Duration.ofSeconds(2));
      away(refused(() -> as(person).delete("/api/me"), 503, "auth-away"));
      away(refused(() -> as(person).post("/api/checkin"), 503, "auth-away"));
      away(as(person).get("/api/players/" + fixtures.room().id() + "/now-playing").then());
    } finally {
      log.close();
    }
    assertEquals(1, log.lines().size(), () -> String.join("\n", log.lines()));
    keySet.comeBack();
    clock.advance(Duration.ofSeconds(2));
    as(person).get("/api/me").then().statusCode(200);
  }

  @Test
  void calls_that_come_together_share_one_fetch() throws Exception {
    int before = keySet.requests();
    keySet.hold();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Response>> answers = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        answers.add(callers.submit(() -> as(person).get("/api/me")));
      }
      Await.until(
          "the keys are asked for", Duration.ofSeconds(20), () -> keySet.requests() > before);
      anybody().get("/api/players").then().statusCode(200);
      keySet.comeBack();
      for (Future<Response> answer : answers) {
        answer.get();
      }
    }
    as(person).get("/api/me").then().statusCode(200);
    assertEquals(before + 1, keySet.requests());
  }

  @Test
  void calls_that_need_no_key_go_on() {
    keySet.goAway();
    anybody().get("/api/players").then().statusCode(200);
    problem(anybody().get("/api/me").then(), 401, "unauthorized");
    Person legacy =
        new Person(
            person.id(),
            fixtures.auth().sign(fixtures.auth().claims(person.id()), Signature.LEGACY_SECRET));
    as(legacy).get("/api/me").then().statusCode(200);
  }

  @Test
  void tokens_that_are_refused_whatever_the_keys_are_get_401() {
    keySet.goAway();
    unauthorized("a.b.c");
    unauthorized(spoilt("exp", Instant.now().getEpochSecond() - 60));
    unauthorized(spoilt("iss", "https://example.org/auth/v1"));
    unauthorized(spoilt("sub", "admin"));
    unauthorized(spoilt("client_id", UUID.randomUUID().toString()));
  }

  private String spoilt(String claim, Object value) {
    Map<String, Object> claims = fixtures.auth().claims(person.id());
    claims.put(claim, value);
    return fixtures.auth().sign(claims, Signature.OURS);
  }

  private static void unauthorized(String token) {
    problem(
        anybody().header("Authorization", "Bearer " + token).get("/api/me").then(),
        401,
        "unauthorized");
  }

  private static void away(ValidatableResponse answer) {
    problem(answer, 503, "auth-away").header("Retry-After", anyOf(equalTo("1"), equalTo("2")));
  }

  private static List<Response> together(Callable<Response> call) throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Response> answers = new ArrayList<>();
      for (Future<Response> answer : callers.invokeAll(Collections.nCopies(CALLS, call))) {
        answers.add(answer.get());
      }
      return answers;
    }
  }
}
