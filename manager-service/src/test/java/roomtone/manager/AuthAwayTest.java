package roomtone.manager;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.KeySetServer;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LogLines;
import roomtone.local.testing.MovableClock;
import roomtone.local.testing.TestRequests;
import roomtone.manager.World.Room;

/** Calls of staff and of devices while no keys of Auth are trusted. */
@QuarkusTest
@QuarkusTestResource(World.class)
class AuthAwayTest {

  private static int hours;

  World world;
  @Inject MovableClock clock;

  private KeySetServer keySet;
  private LocalAuth.Session admin;
  private Room room;

  @BeforeEach
  void the_keys_are_too_old() {
    keySet = world.auth().keySet();
    admin = world.admin();
    room = world.roomWith(admin, "Alone", 2);
    clock.advance(Duration.ofHours(++hours));
  }

  @AfterEach
  void auth_is_back() {
    keySet.comeBack();
    clock.reset();
  }

  @Test
  void staff_get_503_and_one_line_in_the_log_until_auth_is_back() throws Exception {
    keySet.goAway();
    LogLines log = LogLines.open();
    try {
      for (int i = 0; i < 5; i++) {
        away(as(admin).get("/api/admin/players").then());
        away(as(admin).get("/api/admin/me").then());
        away(as(admin).get("/api/admin/players/events").then());
        clock.advance(Duration.ofSeconds(2));
      }
      away(world.refused(this::createPlayer, 503, "auth-away"));
    } finally {
      log.close();
    }
    assertEquals(1, log.lines().size(), () -> String.join("\n", log.lines()));
    keySet.comeBack();
    clock.advance(Duration.ofSeconds(2));
    as(admin).get("/api/admin/players").then().statusCode(200);
  }

  @Test
  void devices_go_on() {
    keySet.goAway();
    String song =
        device(room.token()).get("/api/player/poll").then().extract().path("next[0].song_id");
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id", UUID.randomUUID(),
                    "song_id", song,
                    "started_at", Instant.now().toString())))
        .post("/api/player/plays")
        .then()
        .statusCode(200);
  }

  @Test
  void tokens_that_are_refused_whatever_the_keys_are_get_401() {
    keySet.goAway();
    Map<String, Object> claims = world.auth().claims(admin.userId());
    claims.put("exp", Instant.now().getEpochSecond() - 60);
    for (String token : List.of("a.b.c", world.auth().sign(claims, LocalAuth.Signature.OURS))) {
      TestRequests.assertProblem(
          TestRequests.as(token).get("/api/admin/players").then(), 401, "unauthorized");
    }
  }

  private Response createPlayer() {
    return as(admin)
        .contentType("application/json")
        .body("{\"name\": \"Lost\"}")
        .post("/api/admin/players");
  }

  private static void away(ValidatableResponse answer) {
    TestRequests.assertProblem(answer, 503, "auth-away")
        .header("Retry-After", anyOf(equalTo("1"), equalTo("2")));
  }
}
