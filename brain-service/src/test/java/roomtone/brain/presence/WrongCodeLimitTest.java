package roomtone.brain.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import roomtone.brain.profile.Listeners;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.TrustedProxy;
import roomtone.meter.Meters;
import roomtone.problem.Problem;

/** How often a listener, and an address, may guess the code of a room. */
@QuarkusTest
@TestProfile(TrustedProxy.class)
class WrongCodeLimitTest extends PresenceScenario {

  private static final String OF_LISTENER = "presence-code-throttled";
  private static final String OF_ADDRESS = "too-many-wrong-codes";

  @Inject Session rows;
  @Inject Listeners listeners;
  @Inject Meters meters;
  @Inject Clock clock;

  private void guess(Person who, int times) {
    for (int i = 0; i < times; i++) {
      assertWrong(checkIn(who, room, wrongCode()));
    }
  }

  private int wrongCodes() {
    return fixtures
        .sql()
        .integer("select count(*) from roomtone.wrong_codes where user_id = ?", person.id());
  }

  @Test
  void after_ten_wrong_codes_a_listener_waits_until_the_first_is_an_hour_old() {
    guess(person, 1);
    fixtures.advance(Duration.ofMinutes(10));
    guess(person, 9);
    assertThrottled(checkIn(wrongCode()), OF_LISTENER, 3000);
    assertThrottled(checkIn(fixtures.code(room)), OF_LISTENER, 3000);
    fixtures.advance(Duration.ofMinutes(50).minusMillis(1));
    assertThrottled(checkIn(fixtures.code(room)), OF_LISTENER, 1);
    fixtures.advance(Duration.ofMillis(1));
    guess(person, 1);
    assertThrottled(checkIn(fixtures.code(room)), OF_LISTENER, 600);
    assertEquals(0, sessions());
  }

  @Test
  void a_right_code_resets_nothing() {
    guess(person, 9);
    checkIn(fixtures.code(room)).then().statusCode(201);
    guess(person, 1);
    assertThrottled(checkIn(fixtures.code(room)), OF_LISTENER, 3600);
  }

  @Test
  void a_thousand_guesses_yield_ten_answers_and_no_session() {
    Random random = new Random(7);
    String right = fixtures.code(room);
    guess(person, 10);
    List<String> before = fixtures.contents();
    for (int i = 10; i < 1000; i++) {
      // The right code among them is answered like the others.
      boolean isRight = i % 100 == 0;
      Response answer = checkIn(isRight ? right : "%06d".formatted(random.nextInt(1_000_000)));
      assertEquals(429, answer.statusCode());
      if (isRight) {
        assertThrottled(answer, OF_LISTENER, 3600);
      }
    }
    assertEquals(before, fixtures.contents());
    assertEquals(0, sessions());
    assertEquals(10, wrongCodes());
    // Without a code it is still said that one is needed, and other rooms are open.
    problem(checkIn(null).then(), 403, "presence-code-required");
    checkIn(person, fixtures.room(song), null).then().statusCode(201);
  }

  @Test
  void wrong_codes_of_all_rooms_count_together_and_erasing_lifts_no_limit() {
    var other = roomWithCodes();
    guess(person, 5);
    for (int i = 0; i < 5; i++) {
      assertWrong(checkIn(person, other, wrongCode()));
    }
    as(person).delete("/api/me").then().statusCode(200);
    assertThrottled(checkIn(fixtures.code(room)), OF_LISTENER, 3600);
  }

  @Test
  void guesses_at_the_same_time_are_counted_one_by_one() throws Exception {
    String wrong = wrongCode();
    List<Future<Response>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        answers.add(callers.submit(() -> checkIn(wrong)));
      }
    }
    int compared = 0;
    for (Future<Response> answer : answers) {
      compared += answer.get().statusCode() == 403 ? 1 : 0;
    }
    assertEquals(10, compared);
    assertEquals(10, wrongCodes());
  }

  @Test
  void after_a_hundred_wrong_codes_an_address_waits() {
    for (int i = 0; i < 10; i++) {
      guess(fixtures.person(), 10);
    }
    Person guest = fixtures.person();
    Response refused = checkIn(guest, room, fixtures.code(room));
    int seconds = refused.path("retry_after_seconds");
    assertTrue(seconds > 0 && seconds <= 36, () -> "wait " + seconds);
    assertThrottled(refused, OF_ADDRESS, seconds);
    assertEquals(0, sessions());
    assertEquals(
        0,
        fixtures
            .sql()
            .integer("select count(*) from roomtone.wrong_codes where user_id = ?", guest.id()));
    address = newAddress();
    checkIn(guest, room, fixtures.code(room)).then().statusCode(201);
  }

  @Test
  void right_codes_do_not_count_for_the_address() {
    guess(person, 9);
    for (int i = 0; i < 4; i++) {
      Person guest = fixtures.person();
      for (int j = 0; j < 30; j++) {
        checkIn(guest, room, fixtures.code(room)).then().statusCode(201);
      }
    }
    guess(person, 1);
  }

  @Test
  void two_replicas_agree_on_codes_and_count_together() {
    PresenceCodes replica = new PresenceCodes(rows, listeners, meters, clock);
    guess(person, 6);
    PresenceCode wrong = PresenceCode.parse(wrongCode()).orElseThrow();
    for (int i = 0; i < 3; i++) {
      assertEquals(403, refusal(replica, wrong).status());
    }
    PresenceCode right = PresenceCode.parse(fixtures.code(room)).orElseThrow();
    replica.require(person.id(), room.id(), Optional.of(right), address);
    checkIn(right.digits()).then().statusCode(201);
    guess(person, 1);
    assertEquals(429, refusal(replica, right).status());
  }

  private Problem refusal(PresenceCodes replica, PresenceCode code) {
    return assertThrows(
        Problem.class,
        () -> replica.require(person.id(), room.id(), Optional.of(code), "198.51.100.1"));
  }

  @Test
  void wrong_codes_of_a_renewal_count_too() {
    checkIn(fixtures.code(room)).then().statusCode(201);
    for (int i = 0; i < 3; i++) {
      fixtures.advance(Duration.ofMinutes(40));
      post(person, "/api/session/renew", "{}").then().statusCode(200);
    }
    fixtures.advance(Duration.ofMinutes(20));
    for (int i = 0; i < 10; i++) {
      assertWrong(post(person, "/api/session/renew", json("code", wrongCode())));
    }
    assertThrottled(
        post(person, "/api/session/renew", json("code", fixtures.code(room))), OF_LISTENER, 3600);
  }
}
