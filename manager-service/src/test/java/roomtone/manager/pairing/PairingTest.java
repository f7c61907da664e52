package roomtone.manager.pairing;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.MovableClock;
import roomtone.manager.World;
import roomtone.manager.World.Room;

@QuarkusTest
@QuarkusTestResource(World.class)
class PairingTest {

  private static final AtomicInteger DAYS = new AtomicInteger();

  World world;
  @Inject MovableClock clock;
  LocalAuth.Session admin;
  Room room;

  /** Moves each test to a day of its own, where no code has been asked for yet. */
  @BeforeEach
  void on_another_day() {
    admin = world.admin();
    room = world.room(admin, "Paired");
    clock.advance(Duration.ofDays(DAYS.incrementAndGet()));
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  private static ValidatableResponse ask(String body) {
    return given().contentType("application/json").body(body).post("/api/player/pair").then();
  }

  private static ExtractableResponse<Response> newCode() {
    return ask("{}").statusCode(201).extract();
  }

  private static ValidatableResponse next(ExtractableResponse<Response> asked) {
    return ask("{\"secret\": \"" + asked.path("secret") + "\"}");
  }

  private ValidatableResponse confirm(LocalAuth.Session staff, Room player, String code) {
    return as(staff)
        .contentType("application/json")
        .body(Map.of("code", code))
        .post("/api/admin/players/" + player.id() + "/pair")
        .then();
  }

  @Test
  void a_device_shows_a_code_staff_confirm_it_and_the_device_gets_its_token() {
    ExtractableResponse<Response> asked =
        ask("{}")
            .statusCode(201)
            .header("Cache-Control", equalTo("no-store"))
            .body("code", matchesPattern("[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}"))
            .body("secret", matchesPattern("[0-9a-f]{64}"))
            .body("poll_after_seconds", equalTo(5f))
            .body("token", nullValue())
            .extract();
    Duration lives = Duration.between(Instant.now(), Instant.parse(asked.path("expires_at")));
    assertTrue(lives.toSeconds() > 590 && lives.toSeconds() <= 600, lives.toString());
    next(asked).statusCode(202).body("expires_at", notNullValue()).body("token", nullValue());
    String typed = asked.<String>path("code").toLowerCase(Locale.ROOT).replace('-', ' ');
    confirm(admin, room, typed).statusCode(204);
    device(room.token()).get("/api/player/poll").then().statusCode(200);
    String token =
        next(asked)
            .statusCode(200)
            .body("player_id", equalTo(room.id().toString()))
            .body("name", equalTo("Paired"))
            .body("secret", nullValue())
            .extract()
            .path("token");
    device(room.token()).get("/api/player/poll").then().statusCode(401);
    device(token)
        .get("/api/player/poll")
        .then()
        .statusCode(200)
        .body("player.id", equalTo(room.id().toString()));
    assertEquals(
        "pair",
        world
            .sql()
            .value(
                "select action from roomtone.audit_log where thing_id = ? order by id desc limit 1",
                room.id()));
  }

  @Test
  void a_lost_answer_is_given_again_until_the_token_was_used() {
    ExtractableResponse<Response> asked = newCode();
    confirm(admin, room, asked.path("code")).statusCode(204);
    String lost = next(asked).statusCode(200).extract().path("token");
    String heard = next(asked).statusCode(200).extract().path("token");
    assertNotEquals(lost, heard);
    device(lost).get("/api/player/poll").then().statusCode(401);
    device(heard).get("/api/player/poll").then().statusCode(200);
    world
        .sql()
        .update(
            "update public.players set last_poll = roomtone.now() + interval '1 s' where id = ?",
            room.id());
    next(asked).statusCode(410).body("type", equalTo("urn:roomtone:problem:pairing-over"));
    device(heard).get("/api/player/poll").then().statusCode(200);
  }

  @Test
  void a_code_expires_after_ten_minutes() {
    ExtractableResponse<Response> early = newCode();
    ExtractableResponse<Response> late = newCode();
    confirm(admin, room, late.path("code")).statusCode(204);
    world.sql().update("update roomtone.pairings set expires_at = roomtone.now() - interval '1 s'");
    confirm(admin, room, early.path("code"))
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-code"));
    next(early).statusCode(410).contentType("application/problem+json");
    next(late).statusCode(410);
    device(room.token()).get("/api/player/poll").then().statusCode(200);
    newCode();
    assertEquals(1L, world.sql().value("select count(*) from roomtone.pairings"));
  }

  @Test
  void a_code_is_confirmed_for_one_player_only() {
    Room other = world.room(admin, "Other");
    ExtractableResponse<Response> asked = newCode();
    confirm(admin, room, asked.path("code")).statusCode(204);
    confirm(admin, room, asked.path("code")).statusCode(204);
    confirm(admin, other, asked.path("code")).statusCode(404);
    next(asked).statusCode(200).body("player_id", equalTo(room.id().toString()));
    confirm(admin, room, asked.path("code")).statusCode(404);
  }

  @Test
  void managers_pair_their_own_players_only_and_listeners_none() {
    LocalAuth.Session manager = world.manager();
    Room own = world.room(manager, "Own");
    ExtractableResponse<Response> asked = newCode();
    confirm(manager, room, asked.path("code"))
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-player"));
    confirm(world.listener(), room, asked.path("code")).statusCode(403);
    given()
        .contentType("application/json")
        .body(Map.of("code", asked.<String>path("code")))
        .post("/api/admin/players/" + room.id() + "/pair")
        .then()
        .statusCode(401);
    next(asked).statusCode(202);
    confirm(manager, own, asked.path("code")).statusCode(204);
    as(admin).delete("/api/admin/players/" + own.id()).then().statusCode(204);
    next(asked).statusCode(410);
  }

  @Test
  void codes_are_limited_by_address() {
    for (int i = 0; i < 20; i++) {
      newCode();
    }
    ask("{}")
        .statusCode(429)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:too-many-pairings"))
        .header("Retry-After", equalTo("180"));
    clock.advance(Duration.ofMinutes(3));
    newCode();
  }

  @Test
  void guessing_codes_is_limited() {
    ExtractableResponse<Response> asked = newCode();
    for (int i = 0; i < Pairing.MAX_MISTAKES_PER_MINUTE; i++) {
      confirm(admin, room, "BBBB-BBB" + PairingCode.LETTERS.charAt(i)).statusCode(404);
    }
    confirm(admin, room, asked.path("code"))
        .statusCode(429)
        .body("type", equalTo("urn:roomtone:problem:too-many-mistakes"));
    LocalAuth.Session colleague = world.admin();
    confirm(colleague, room, asked.path("code")).statusCode(204);
    next(asked).statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "5", "", "{\"secret\": 5}", "{\"secret\": \"\\u0000\"}", "{", "null"})
  void a_malformed_request_is_refused(String body) {
    ask(body).statusCode(400).contentType("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"code\": 5}",
        "{\"code\": \"\"}",
        "{\"code\": \"BCDF-GHJK-LMNP-QRST-VWXZ\"}"
      })
  void a_malformed_code_is_refused(String body) {
    as(admin)
        .contentType("application/json")
        .body(body)
        .post("/api/admin/players/" + room.id() + "/pair")
        .then()
        .statusCode(400)
        .contentType("application/problem+json");
  }

  @Test
  void an_unknown_secret_is_refused() {
    ask("{\"secret\": \"" + "0".repeat(64) + "\"}").statusCode(410);
    ExtractableResponse<Response> asked = newCode();
    ask("{\"secret\": \"" + asked.path("code") + "\"}").statusCode(410);
    String stored =
        (String)
            world
                .sql()
                .value("select secret from roomtone.pairings order by created_at desc limit 1");
    ask("{\"secret\": \"" + stored + "\"}").statusCode(410);
    confirm(admin, new Room(UUID.randomUUID(), "none", "none"), asked.path("code")).statusCode(404);
  }
}
