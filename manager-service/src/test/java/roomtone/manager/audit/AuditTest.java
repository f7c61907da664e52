package roomtone.manager.audit;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.Sounds;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** Each change of staff writes one line of the audit log in its transaction. */
@QuarkusTest
@QuarkusTestResource(World.class)
class AuditTest {

  World world;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  /** Makes every call of staff that changes something. Add new calls here. */
  private Map<String, Function<RequestSpecification, Response>> changes() {
    UUID song = world.song(admin, "Rain");
    UUID other = world.song(admin, "Wind");
    UUID unheard = world.song(admin, "Old");
    world.sql().update("update public.songs set analysis = null where id = ?", unheard);
    String named = UUID.randomUUID().toString();
    world.song(admin, named);
    Room room = world.room(admin, "Audited");
    Room retired = world.room(admin, "Retired");
    LocalAuth.Session somebody = world.listener();
    play(room, song);
    Map<String, Function<RequestSpecification, Response>> changes = new TreeMap<>();
    changes.put(
        "post /api/admin/songs",
        call -> call.multiPart("file", "a.wav", Sounds.wav(2)).post("/api/admin/songs"));
    changes.put(
        "patch /api/admin/songs/{id}",
        call -> json(call, Map.of("title", "Drizzle")).patch("/api/admin/songs/" + song));
    changes.put(
        "put /api/admin/songs/{id}/file",
        call ->
            call.multiPart("file", "a.wav", Sounds.wav(2))
                .put("/api/admin/songs/" + other + "/file"));
    changes.put(
        "post /api/admin/songs/{id}/analysis",
        call -> call.post("/api/admin/songs/" + unheard + "/analysis"));
    changes.put(
        "post /api/admin/songs.csv",
        call ->
            World.table(call, "id,title\n" + song + ",By table\n").post("/api/admin/songs.csv"));
    changes.put("delete /api/admin/songs/{id}", call -> call.delete("/api/admin/songs/" + other));
    changes.put(
        "post /api/admin/players",
        call -> json(call, Map.of("name", "New")).post("/api/admin/players"));
    String path = "/api/admin/players/" + room.id();
    changes.put(
        "patch /api/admin/players/{id}", call -> json(call, Map.of("volume_db", -3.5)).patch(path));
    changes.put(
        "delete /api/admin/players/{id}",
        call -> call.delete("/api/admin/players/" + retired.id()));
    changes.put("post /api/admin/players/{id}/token", call -> call.post(path + "/token"));
    String coded =
        json(as(admin), Map.of("name", "Coded", "presence", "code"))
            .post("/api/admin/players")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    changes.put(
        "post /api/admin/players/{id}/presence-code/rotate",
        call -> call.post("/api/admin/players/" + coded + "/presence-code/rotate"));
    UUID shown = world.room(admin, "Shown a code").id();
    String code =
        json(given(), Map.of())
            .post("/api/player/pair")
            .then()
            .statusCode(201)
            .extract()
            .path("code");
    changes.put(
        "post /api/admin/players/{id}/pair",
        call -> json(call, Map.of("code", code)).post("/api/admin/players/" + shown + "/pair"));
    changes.put("post /api/admin/players/{id}/pause", call -> call.post(path + "/pause"));
    changes.put("post /api/admin/players/{id}/resume", call -> call.post(path + "/resume"));
    changes.put("post /api/admin/players/{id}/skip", call -> call.post(path + "/skip"));
    changes.put(
        "put /api/admin/players/{id}/library",
        call -> json(call, Map.of("song_ids", List.of(song))).put(path + "/library"));
    changes.put(
        "post /api/admin/players/{id}/library/add",
        call -> call.post(path + "/library/add?search=" + named.substring(0, 8)));
    changes.put(
        "post /api/admin/players/{id}/library/remove",
        call -> call.post(path + "/library/remove?global=true&search=" + named.substring(0, 8)));
    changes.put(
        "put /api/admin/roles",
        call ->
            json(call, Map.of("user_id", somebody.userId(), "roles", List.of("manager")))
                .put("/api/admin/roles"));
    return changes;
  }

  private static RequestSpecification json(RequestSpecification call, Object body) {
    return call.contentType("application/json").body(body);
  }

  private static void play(Room room, UUID song) {
    json(
            device(room.token()),
            List.of(
                Map.of(
                    "play_id",
                    UUID.randomUUID(),
                    "song_id",
                    song,
                    "started_at",
                    Instant.now().toString())))
        .post("/api/player/plays")
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
  }

  private long lines() {
    return (Long) world.sql().value("select count(*) from roomtone.audit_log");
  }

  @Test
  void every_change_writes_one_line_and_a_refused_one_writes_none() {
    Map<String, Function<RequestSpecification, Response>> changes = changes();
    assertEquals(changingCalls(), changes.keySet(), "the calls that change something");
    // The calls run in the order of their names: pause before resume.
    changes.forEach(
        (name, change) -> {
          long before = lines();
          int refused = change.apply(as(world.listener())).statusCode();
          assertEquals(403, refused, name);
          assertEquals(401, change.apply(given()).statusCode(), name);
          assertEquals(before, lines(), name + " refused");
          Response answer = change.apply(as(admin));
          assertEquals(2, answer.statusCode() / 100, name + " " + answer.asString());
          assertEquals(before + 1, lines(), name + " done");
          assertEquals(
              admin.userId() + " " + answer.header("X-Request-Id"),
              world
                  .sql()
                  .value(
                      "select actor_id || ' ' || request_id from roomtone.audit_log order by id desc limit 1"),
              name);
        });
    assertEquals(
        0L,
        world
            .sql()
            .value(
                """
            select count(*) from roomtone.audit_log a
            where concat(a.before, a.after) ~ 'sha256:|@example|"token"'
            """),
        "tokens and addresses stay out of it");
  }

  /** The calls of staff that change something, from the description of the API. */
  private static Set<String> changingCalls() {
    Map<String, Map<String, Object>> paths =
        given().get("/q/openapi?format=json").then().statusCode(200).extract().path("paths");
    Set<String> changing = new TreeSet<>();
    paths.forEach(
        (path, methods) ->
            methods.keySet().stream()
                .filter(method -> path.startsWith("/api/admin") && !method.equals("get"))
                .forEach(method -> changing.add(method + " " + path)));
    return changing;
  }

  @Test
  void a_line_holds_the_fields_that_differ() {
    Room room = world.room(admin, "Before");
    json(as(admin), Map.of("name", "After", "volume_db", -3.5, "paused", false))
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
    as(admin)
        .get("/api/admin/audit?thing_id=" + room.id())
        .then()
        .statusCode(200)
        .body("total", equalTo(2))
        .body("items.action", contains("change", "create"))
        .body("items[0].actor_id", equalTo(admin.userId().toString()))
        .body("items[0].thing", equalTo("player"))
        .body("items[0].before", equalTo(Map.of("name", "Before", "volume_db", 0.0f)))
        .body("items[0].after", equalTo(Map.of("name", "After", "volume_db", -3.5f)))
        .body("items[1].before", nullValue())
        .body("items[1].after.slug", equalTo(room.slug()));
  }

  @Test
  void a_change_without_difference_writes_no_line() {
    Room room = world.room(admin, "Steady");
    UUID song = world.song(admin, "Steady");
    world.setLibrary(admin, room, List.of(song));
    long before = lines();
    as(admin).post("/api/admin/players/" + room.id() + "/resume").then().statusCode(200);
    json(as(admin), Map.of("name", "Steady"))
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
    world.setLibrary(admin, room, List.of(song));
    json(as(admin), Map.of("title", "Steady"))
        .patch("/api/admin/songs/" + song)
        .then()
        .statusCode(200);
    json(as(admin), Map.of("user_id", admin.userId(), "roles", List.of("admin")))
        .put("/api/admin/roles")
        .then()
        .statusCode(200);
    assertEquals(before, lines());
  }

  @Test
  void a_change_is_rolled_back_when_its_line_cannot_be_written() {
    Room room = world.room(admin, "Careful");
    world
        .sql()
        .update(
            "alter table roomtone.audit_log add constraint full_disk check (thing_id is null) not valid");
    try {
      assertEquals(
          5, as(admin).post("/api/admin/players/" + room.id() + "/pause").statusCode() / 100);
      assertTrue(
          json(as(admin), Map.of("user_id", world.listener().userId(), "roles", List.of("admin")))
                  .put("/api/admin/roles")
                  .statusCode()
              >= 500);
    } finally {
      world.sql().update("alter table roomtone.audit_log drop constraint full_disk");
    }
    as(admin).get("/api/admin/players/" + room.id()).then().body("paused", equalTo(false));
  }
}
