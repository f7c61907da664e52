package roomtone.manager.player;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

@QuarkusTest
@QuarkusTestResource(World.class)
class PlayerResourceTest {

  World world;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  private ValidatableResponse create(LocalAuth.Session staff, String body) {
    return as(staff).contentType("application/json").body(body).post("/api/admin/players").then();
  }

  private ValidatableResponse change(LocalAuth.Session staff, Object id, String body) {
    return as(staff)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/players/" + id)
        .then();
  }

  @Test
  void a_new_player_has_a_slug_a_token_and_a_full_queue() {
    world.song(admin, "Something to play");
    String name = "Reading Room " + UUID.randomUUID();
    String id =
        create(admin, "{\"name\": \"" + name + "\"}")
            .statusCode(201)
            .body("slug", matchesPattern("reading-room-[0-9a-f-]+"))
            .body("token", matchesPattern("[0-9a-f]{64}"))
            .extract()
            .path("id");
    as(admin)
        .get("/api/admin/players/" + id)
        .then()
        .statusCode(200)
        .body("name", equalTo(name))
        .body("join_url", startsWith(World.LISTENER + "/?player=reading-room-"))
        .body("status", equalTo("offline"))
        .body("paused", equalTo(false))
        .body("timezone", equalTo("UTC"))
        .body("opening_hours", nullValue())
        .body("$", not(hasKey("token")));
    assertEquals(
        true,
        world
            .sql()
            .value(
                "select token ~ '^sha256:[0-9a-f]{64}$' from public.players where id = ?",
                UUID.fromString(id)));
    assertEquals(
        true,
        world
            .sql()
            .value(
                "select count(*) > 0 from public.player_queue where player_id = ?",
                UUID.fromString(id)));
  }

  @Test
  void a_slug_is_unique() {
    String slug = "s" + UUID.randomUUID().toString().substring(0, 8);
    create(admin, "{\"name\": \"A\", \"slug\": \"" + slug + "\"}")
        .statusCode(201)
        .body("slug", equalTo(slug));
    create(admin, "{\"name\": \"B\", \"slug\": \"" + slug + "\"}")
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:slug-taken"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "",
        "{\"name\": \"\"}",
        "{\"name\": \"   \"}",
        "{\"name\": 7}",
        "{\"name\": null}",
        "{\"name\": \"A\", \"slug\": \"AB\"}",
        "{\"name\": \"A\", \"slug\": \"Lobby\"}",
        "{\"name\": \"A\", \"slug\": \"123e4567-e89b-12d3-a456-426614174000\"}",
        "{\"name\": \"A\", \"manager_id\": \"somebody\"}",
        "{\"name\": \"A\", \"manager_id\": \"123e4567-e89b-12d3-a456-426614174000\"}"
      })
  void a_malformed_new_player_is_refused(String body) {
    create(admin, body).statusCode(400).contentType("application/problem+json");
  }

  @Test
  void a_player_is_changed_field_by_field() {
    Room room = world.room(admin, "Change me");
    LocalAuth.Session manager = world.manager();
    change(
            admin,
            room.id(),
            """
            {"name": "Changed", "slug": "%s", "manager_id": "%s", "timezone": "Europe/Vienna", "volume_db": -3.5,
             "opening_hours": {"mon": [["08:00", "20:00"]]}, "paused": true, "crossfade_seconds": 2.5,
             "soundscape_seconds": 60, "checkins_per_hour": 3000}
            """
                .formatted(
                    "c"
                        + room.slug().substring(0, 3)
                        + UUID.randomUUID().toString().substring(0, 8),
                    manager.userId()))
        .statusCode(200)
        .body("name", equalTo("Changed"))
        .body("manager_id", equalTo(manager.userId().toString()))
        .body("timezone", equalTo("Europe/Vienna"))
        .body("volume_db", equalTo(-3.5f))
        .body("opening_hours.mon[0]", contains("08:00", "20:00"))
        .body("paused", equalTo(true))
        .body("crossfade_seconds", equalTo(2.5f))
        .body("soundscape_seconds", equalTo(60))
        .body("checkins_per_hour", equalTo(3000));
    as(admin)
        .get("/api/admin/audit?size=1&thing_id=" + room.id())
        .then()
        .body("items[0].before.checkins_per_hour", equalTo(300))
        .body("items[0].after.checkins_per_hour", equalTo(3000));
    change(admin, room.id(), "{\"opening_hours\": null, \"manager_id\": null}")
        .statusCode(200)
        .body("opening_hours", nullValue())
        .body("manager_id", nullValue())
        .body("name", equalTo("Changed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": null}",
        "{\"slug\": \"x\"}",
        "{\"slug\": null}",
        "{\"timezone\": \"Vienna\"}",
        "{\"timezone\": \"+02:00\"}",
        "{\"timezone\": \"UTC+2\"}",
        "{\"timezone\": \"SystemV/CST6\"}",
        "{\"timezone\": \"Z\"}",
        "{\"timezone\": \"europe/vienna\"}",
        "{\"timezone\": null}",
        "{\"volume_db\": 13}",
        "{\"volume_db\": -61}",
        "{\"volume_db\": \"0\"}",
        "{\"opening_hours\": {\"mon\": [[\"8\", \"9\"]]}}",
        "{\"opening_hours\": []}",
        "{\"opening_hours\": {\"sunday\": []}}",
        "{\"paused\": 1}",
        "{\"crossfade_seconds\": 31}",
        "{\"soundscape_seconds\": 9}",
        "{\"soundscape_seconds\": 60.5}",
        "{\"soundscape_seconds\": 3601}",
        "{\"checkins_per_hour\": 0}",
        "{\"checkins_per_hour\": 100001}",
        "{\"checkins_per_hour\": 10.5}"
      })
  void a_malformed_change_changes_nothing(String body) {
    Room room = world.room(admin, "Stay as you are");
    change(admin, room.id(), body).statusCode(400).contentType("application/problem+json");
    as(admin)
        .get("/api/admin/players/" + room.id())
        .then()
        .body("name", equalTo("Stay as you are"));
  }

  @Test
  void a_new_token_replaces_the_old_one_at_once() {
    Room room = world.room(admin, "Rotating");
    device(room.token()).get("/api/player/poll").then().statusCode(200);
    String token =
        as(admin)
            .post("/api/admin/players/" + room.id() + "/token")
            .then()
            .statusCode(200)
            .body("token", matchesPattern("[0-9a-f]{64}"))
            .extract()
            .path("token");
    device(room.token())
        .get("/api/player/poll")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:unknown-token"));
    device(token)
        .get("/api/player/poll")
        .then()
        .statusCode(200)
        .body("player.id", equalTo(room.id().toString()));
  }

  @Test
  void an_archived_player_is_not_listed_and_its_token_is_refused() {
    // Their list has this player alone, however many there are.
    LocalAuth.Session manager = world.manager();
    Room room = world.room(manager, "Retired");
    device(room.token()).get("/api/player/poll").then().statusCode(200);
    as(manager).delete("/api/admin/players/" + room.id()).then().statusCode(204);
    device(room.token()).get("/api/player/poll").then().statusCode(401);
    as(manager)
        .get("/api/admin/players?size=200")
        .then()
        .body("items.id", not(hasItem(room.id().toString())));
    as(manager)
        .get("/api/admin/players?size=200&archived=true")
        .then()
        .body("items.id", hasItem(room.id().toString()));
    as(manager)
        .get("/api/admin/players/" + room.id())
        .then()
        .statusCode(200)
        .body("archived_at", notNullValue());
    for (String call : List.of("token", "pause", "resume", "skip")) {
      as(manager).post("/api/admin/players/" + room.id() + "/" + call).then().statusCode(404);
    }
    as(manager).delete("/api/admin/players/" + room.id()).then().statusCode(204);
  }

  @Test
  void a_manager_has_their_own_players_only() {
    LocalAuth.Session manager = world.manager();
    Room own = world.room(manager, "Mine");
    Room others = world.room(admin, "Not mine");
    as(manager)
        .get("/api/admin/players")
        .then()
        .statusCode(200)
        .body("total", equalTo(1))
        .body("items.id", contains(own.id().toString()));
    as(manager).post("/api/admin/players/" + own.id() + "/pause").then().statusCode(200);
    change(manager, own.id(), "{\"name\": \"Still mine\"}").statusCode(200);
    String path = "/api/admin/players/" + others.id();
    as(manager)
        .get(path)
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-player"));
    change(manager, others.id(), "{\"name\": \"Mine now\"}").statusCode(404);
    as(manager).delete(path).then().statusCode(404);
    for (String call : List.of("token", "pause", "resume", "skip")) {
      as(manager).post(path + "/" + call).then().statusCode(404);
    }
    as(manager).get(path + "/library").then().statusCode(404);
    as(manager)
        .contentType("application/json")
        .body("{\"song_ids\": []}")
        .put(path + "/library?global=true")
        .then()
        .statusCode(404);
  }

  @Test
  void a_manager_neither_takes_nor_gives_players_away() {
    LocalAuth.Session manager = world.manager();
    create(manager, "{\"name\": \"A\", \"manager_id\": \"" + admin.userId() + "\"}")
        .statusCode(403);
    Room own = world.room(manager, "Mine");
    change(manager, own.id(), "{\"manager_id\": \"" + admin.userId() + "\"}").statusCode(403);
    change(manager, own.id(), "{\"manager_id\": null}").statusCode(403);
  }

  @Test
  void listeners_and_strangers_may_not_call() {
    as(world.listener())
        .get("/api/admin/players")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:forbidden"));
    create(world.listener(), "{\"name\": \"A\"}").statusCode(403);
    given()
        .get("/api/admin/players")
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
    device("0".repeat(64)).get("/api/admin/players").then().statusCode(401);
  }

  @Test
  void unknown_players_are_not_found() {
    as(admin)
        .get("/api/admin/players/" + UUID.randomUUID())
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
    as(admin).get("/api/admin/players/lobby").then().statusCode(404);
    as(admin).delete("/api/admin/players/lobby").then().statusCode(404);
  }
}
