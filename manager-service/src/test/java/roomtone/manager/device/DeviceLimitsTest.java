package roomtone.manager.device;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.MovableClock;
import roomtone.manager.PoolCounter;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** Rate limits of devices and of unknown tokens. */
@QuarkusTest
@QuarkusTestResource(World.class)
class DeviceLimitsTest {

  private static final AtomicInteger DAYS = new AtomicInteger();

  World world;
  @Inject MovableClock clock;
  @Inject PoolCounter pool;
  LocalAuth.Session admin;

  /** Moves each test to a day of its own, where no limit has been used yet. */
  @BeforeEach
  void on_another_day() {
    admin = world.admin();
    clock.advance(Duration.ofDays(DAYS.incrementAndGet()));
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private static Response poll(Room room) {
    return device(room.token()).get("/api/player/poll");
  }

  private static Response pollAsNobody() {
    return device("nobody-" + UUID.randomUUID()).get("/api/player/poll");
  }

  private static Response untilLimited(int most, Supplier<Response> call) {
    for (int i = 0; i < most; i++) {
      Response answer = call.get();
      if (answer.statusCode() == 429) {
        return answer;
      }
    }
    throw new AssertionError("never limited in " + most + " calls");
  }

  @Test
  void a_token_that_polls_too_often_gets_429_and_others_do_not() {
    Room hasty = world.room(admin, "Hasty");
    Room calm = world.room(admin, "Calm");
    Response limited = untilLimited(2000, () -> poll(hasty));
    limited
        .then()
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:too-many-device-calls"))
        .body("retry_after_seconds", equalTo(1));
    assertEquals("1", limited.header("Retry-After"));
    poll(calm).then().statusCode(200);
    // Other calls have a limit of their own, so that reports get through.
    device(hasty.token())
        .contentType("application/json")
        .body("[]")
        .post("/api/player/plays")
        .then()
        .statusCode(200);
    clock.advance(Duration.ofSeconds(1));
    poll(hasty).then().statusCode(200);
  }

  @Test
  void plays_and_manifests_of_one_token_are_limited() {
    Room room = world.room(admin, "Busy");
    untilLimited(
            1000,
            () ->
                device(room.token())
                    .contentType("application/json")
                    .body("[]")
                    .post("/api/player/plays"))
        .then()
        .body("type", equalTo("urn:roomtone:problem:too-many-device-calls"));
    untilLimited(50, () -> device(room.token()).get("/api/player/manifest"));
    poll(room).then().statusCode(200);
  }

  @Test
  void too_many_unknown_tokens_of_one_address_cost_no_more_sql() {
    Room known = world.room(admin, "Known");
    Room late = world.room(admin, "Late");
    poll(known).then().statusCode(200);
    untilLimited(400, DeviceLimitsTest::pollAsNobody)
        .then()
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:too-many-unknown-tokens"))
        .header("Retry-After", equalTo("1"));
    // Known devices at the same address are not affected.
    poll(known).then().statusCode(200);
    // X-Forwarded-For of an untrusted caller is ignored, and the limit costs no SQL.
    long asked =
        pool.during(
            () -> {
              for (int i = 0; i < 20; i++) {
                given()
                    .header("X-API-Key", "nobody-" + i)
                    .header("X-Forwarded-For", "203.0.113." + i)
                    .header("Forwarded", "for=203.0.113." + i)
                    .get("/api/player/poll");
              }
            });
    assertTrue(asked <= 3, asked + " statements");
    // A device that is not known yet is admitted a moment later.
    clock.advance(Duration.ofSeconds(2));
    poll(late).then().statusCode(200);
  }

  @Test
  void an_unknown_token_that_is_repeated_is_limited_without_sql() {
    String token = "nobody-" + UUID.randomUUID();
    device(token).get("/api/player/poll").then().statusCode(401);
    assertEquals(
        0,
        pool.during(
            () -> untilLimited(400, () -> device(token).get("/api/player/poll")).statusCode()));
  }

  @Test
  void calls_for_the_time_are_limited_by_address() {
    untilLimited(600, () -> given().get("/api/time"))
        .then()
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:too-many-calls"))
        .header("Retry-After", equalTo("1"));
    poll(world.room(admin, "Beside it")).then().statusCode(200);
    clock.advance(Duration.ofSeconds(1));
    given().get("/api/time").then().statusCode(200);
  }

  @Test
  void a_trusted_proxy_names_the_address_of_the_caller() throws Exception {
    untilLimited(400, DeviceLimitsTest::pollAsNobody);
    try (HttpClient proxy =
        HttpClient.newBuilder().localAddress(InetAddress.getByName("127.0.0.2")).build()) {
      // The caller wrote the first address, the trusted proxy the second.
      HttpResponse<String> answer =
          proxy.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + RestAssured.port + "/api/player/poll"))
                  .header("X-API-Key", "nobody-" + UUID.randomUUID())
                  .header("X-Forwarded-For", "127.0.0.1, 2001:db8::7")
                  .header("X-Forwarded-Proto", "https")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(401, answer.statusCode());
      assertTrue(answer.headers().firstValue("Strict-Transport-Security").isPresent());
    }
  }
}
