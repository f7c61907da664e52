package roomtone.manager.presence;

import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static roomtone.local.testing.TestRequests.assertProblem;
import static roomtone.manager.World.anybody;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.MovableClock;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** How staff switch presence codes on, read them, and make new ones. */
@QuarkusTest
@QuarkusTestResource(World.class)
class PresenceCodeResourceTest {

  World world;
  @Inject MovableClock clock;
  LocalAuth.Session admin;
  LocalAuth.Session manager;

  /** The beginning of a period of tomorrow. */
  private final Instant period =
      Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.HOURS).plusSeconds(900);

  @BeforeEach
  void signIn() {
    admin = world.admin();
    manager = world.manager();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
    world.database().setClock(Duration.ZERO);
  }

  private void setClock(Instant now) {
    clock.set(now);
    world.database().setClock(now);
  }

  private static String path(Room room) {
    return "/api/admin/players/" + room.id();
  }

  private static ValidatableResponse create(RequestSpecification staff, Map<String, ?> player) {
    return staff.contentType("application/json").body(player).post("/api/admin/players").then();
  }

  private static ValidatableResponse change(LocalAuth.Session staff, Room room, String presence) {
    return as(staff)
        .contentType("application/json")
        .body(Map.of("presence", presence))
        .patch(path(room))
        .then();
  }

  private Room roomWithCodes(LocalAuth.Session staff) {
    Room room = world.room(staff, "Coded");
    change(staff, room, "code").statusCode(200).body("presence", equalTo("code"));
    return room;
  }

  private static ValidatableResponse read(LocalAuth.Session staff, Room room) {
    return as(staff).get(path(room) + "/presence-code").then();
  }

  private static ValidatableResponse rotate(LocalAuth.Session staff, Room room) {
    return as(staff).post(path(room) + "/presence-code/rotate").then();
  }

  private static String code(ValidatableResponse answer) {
    return answer.statusCode(200).extract().path("code");
  }

  private boolean holds(Room room, String code) {
    return world.sql().bool("select roomtone.presence_code_holds(?, ?)", room.id(), code);
  }

  @Test
  void a_player_is_open_unless_staff_ask_for_codes() {
    Room open = world.room(admin, "Open");
    as(admin).get(path(open)).then().statusCode(200).body("presence", equalTo("open"));
    UUID coded =
        UUID.fromString(
            create(as(manager), Map.of("name", "Coded", "presence", "code"))
                .statusCode(201)
                .extract()
                .path("id"));
    as(manager)
        .get("/api/admin/players/" + coded)
        .then()
        .statusCode(200)
        .body("presence", equalTo("code"));
    as(admin)
        .get("/api/admin/audit?thing_id=" + coded)
        .then()
        .body("items.action", contains("create"))
        .body("items[0].after.presence", equalTo("code"));
    as(manager).get("/api/admin/players/" + coded + "/presence-code").then().statusCode(200);
  }

  @Test
  void a_manager_switches_codes_on_and_off() {
    Room room = roomWithCodes(manager);
    read(manager, room).statusCode(200);
    change(manager, room, "open").statusCode(200).body("presence", equalTo("open"));
    assertProblem(read(manager, room), 409, "no-presence-code");
    as(manager)
        .get("/api/admin/audit?thing_id=" + room.id())
        .then()
        .body("items.action", contains("change", "change", "create"))
        .body("items[0].before", equalTo(Map.of("presence", "code")))
        .body("items[0].after", equalTo(Map.of("presence", "open")));
  }

  @Test
  void staff_read_the_code_that_the_device_shows() {
    Room room = roomWithCodes(manager);
    setClock(period.plusSeconds(10));
    String code =
        code(
            read(manager, room)
                .body("$", aMapWithSize(2))
                .body("valid_until", equalTo(period.plusSeconds(300).toString())));
    device(room.token())
        .get("/api/player/poll")
        .then()
        .statusCode(200)
        .body("player.presence.code", equalTo(code))
        .body("player.presence.valid_until", equalTo(period.plusSeconds(300).toString()));
    assertEquals(true, holds(room, code));
    setClock(period.plusSeconds(300));
    String next = code(read(admin, room));
    assertNotEquals(code, next);
    assertEquals(true, holds(room, code), "the code of the period before");
    setClock(period.plusSeconds(600));
    assertEquals(false, holds(room, code), "the code of two periods before");
    assertEquals(true, holds(room, next));
  }

  @Test
  void new_codes_end_the_old_ones_at_once() {
    Room room = roomWithCodes(manager);
    setClock(period.plusSeconds(10));
    String before = code(read(manager, room));
    setClock(period.plusSeconds(300));
    String current = code(read(manager, room));
    String rotated = code(rotate(manager, room));
    assertEquals(
        List.of(false, false, true),
        List.of(holds(room, before), holds(room, current), holds(room, rotated)));
    assertEquals(rotated, code(read(admin, room)));
    Instant rotatedAt =
        world
            .sql()
            .instant(
                "select rotated_at from roomtone.presence_secrets where player_id = ?", room.id());
    assertFalse(rotatedAt.isBefore(period.plusSeconds(300)), rotatedAt::toString);
    as(manager)
        .get("/api/admin/audit?thing_id=" + room.id())
        .then()
        .body("items[0].action", equalTo("rotate-presence-code"))
        .body("items[0].actor_id", equalTo(manager.userId().toString()))
        .body("items[0].before", nullValue())
        .body("items[0].after", nullValue());
  }

  @Test
  void an_open_room_has_no_code_to_read_or_to_replace() throws Exception {
    Room room = world.room(manager, "Open");
    for (String call : List.of("GET presence-code", "POST presence-code/rotate")) {
      String[] parts = call.split(" ", 2);
      world.refused(
          () -> as(manager).request(parts[0], path(room) + "/" + parts[1]),
          409,
          "no-presence-code");
    }
    change(manager, room, "code").statusCode(200);
    change(manager, room, "open").statusCode(200);
    world.refused(
        () -> as(manager).post(path(room) + "/presence-code/rotate"), 409, "no-presence-code");
  }

  @Test
  void managers_reach_the_codes_of_their_own_players_only() throws Exception {
    Room room = roomWithCodes(admin);
    String code = path(room) + "/presence-code";
    world.refused(() -> as(manager).get(code), 404, "unknown-player");
    world.refused(() -> as(manager).post(code + "/rotate"), 404, "unknown-player");
    LocalAuth.Session listener = world.listener();
    world.refused(() -> as(listener).get(code), 403, "forbidden");
    world.refused(() -> as(listener).post(code + "/rotate"), 403, "forbidden");
    assertEquals(401, anybody().get(code).statusCode());
    assertEquals(401, device(room.token()).get(code).statusCode());
    as(admin).delete(path(room)).then().statusCode(204);
    world.refused(() -> as(admin).get(code), 404, "unknown-player");
    world.refused(() -> as(admin).post(code + "/rotate"), 404, "unknown-player");
  }

  @Test
  void another_presence_is_refused_and_changes_nothing() throws Exception {
    Room room = world.room(admin, "Strict");
    for (String presence : List.of("\"closed\"", "\"Code\"", "\"\"", "null", "true", "1", "[]")) {
      world.refused(
          () ->
              as(admin)
                  .contentType("application/json")
                  .body("{\"name\": \"New\", \"presence\": " + presence + "}")
                  .patch(path(room)),
          400,
          "invalid-field");
    }
    for (String presence : List.of("closed", "Code", "")) {
      world.refused(
          () -> create(as(admin), Map.of("name", "New", "presence", presence)).extract().response(),
          400,
          "invalid-field");
    }
  }

  @Test
  void the_secret_is_in_no_answer_no_log_line_and_no_audit_line() {
    List<String> seen = new CopyOnWriteArrayList<>();
    Room room = world.room(admin, "Discreet");
    List<String> secrets = new ArrayList<>();
    Handler listener = listenTo(seen);
    Logger.getLogger("").addHandler(listener);
    try {
      seen.add(change(admin, room, "code").extract().asString());
      secrets.addAll(spellings(room));
      seen.add(read(admin, room).extract().asString());
      seen.add(device(room.token()).get("/api/player/poll").asString());
      seen.add(rotate(admin, room).extract().asString());
      secrets.addAll(spellings(room));
      seen.add(device(room.token()).get("/api/player/poll").asString());
      seen.add(as(admin).get(path(room)).asString());
      seen.addAll(
          world
              .sql()
              .column(
                  "select concat(before, after) from roomtone.audit_log where thing_id = ?",
                  room.id()));
    } finally {
      Logger.getLogger("").removeHandler(listener);
    }
    assertEquals(4, Set.copyOf(secrets).size(), "two secrets in two spellings");
    for (String line : seen) {
      secrets.forEach(secret -> assertFalse(line.contains(secret), line));
    }
  }

  /** The beginning of a room's secret as text, in the ways in which bytes are written. */
  private List<String> spellings(Room room) {
    byte[] secret =
        (byte[])
            world
                .sql()
                .value(
                    "select secret from roomtone.presence_secrets where player_id = ?", room.id());
    return List.of(
        HexFormat.of().formatHex(secret).substring(0, 12),
        Base64.getEncoder().encodeToString(secret).substring(0, 12));
  }

  private static Handler listenTo(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(
            line.getMessage()
                + " "
                + List.of(line.getParameters() == null ? new Object[0] : line.getParameters()));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
