package roomtone.manager.library;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.SongRow;
import roomtone.manager.World;
import roomtone.manager.World.Room;

@QuarkusTest
@QuarkusTestResource(World.class)
class LibraryResourceTest {

  World world;
  LocalAuth.Session admin;
  Room room;
  UUID rain;
  UUID wind;

  @BeforeEach
  void a_room_and_two_songs() {
    admin = world.admin();
    rain = world.song(admin, "Rain");
    wind = world.song(admin, "Wind");
    room = world.room(admin, "Room");
  }

  private ValidatableResponse put(String query, Object body) {
    return as(admin)
        .contentType("application/json")
        .body(body)
        .put("/api/admin/players/" + room.id() + "/library" + query)
        .then();
  }

  private ValidatableResponse poll() {
    return device(room.token()).get("/api/player/poll").then();
  }

  @Test
  void a_room_plays_its_library_and_nothing_else() {
    put("", Map.of("song_ids", List.of(rain, wind, rain)))
        .statusCode(200)
        .body("song_ids", containsInAnyOrder(rain.toString(), wind.toString()));
    as(admin)
        .get("/api/admin/players/" + room.id() + "/library")
        .then()
        .statusCode(200)
        .body("song_ids", containsInAnyOrder(rain.toString(), wind.toString()));
    poll().body("next.song_id", containsInAnyOrder(rain.toString(), wind.toString()));
    put("", Map.of("song_ids", List.of(wind)))
        .statusCode(200)
        .body("song_ids", contains(wind.toString()));
  }

  @Test
  void emptying_a_library_must_be_confirmed() {
    put("", Map.of("song_ids", List.of(rain))).statusCode(200);
    put("", Map.of("song_ids", List.of()))
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:empty-library"));
    as(admin)
        .get("/api/admin/players/" + room.id() + "/library")
        .then()
        .body("song_ids", hasSize(1));
    put("?global=true", Map.of("song_ids", List.of())).statusCode(200).body("song_ids", empty());
    poll().body("next", not(empty()));
  }

  @Test
  void unknown_and_archived_songs_are_named_and_nothing_changes() {
    put("", Map.of("song_ids", List.of(rain))).statusCode(200);
    as(admin).delete("/api/admin/songs/" + wind).then().statusCode(204);
    UUID nobody = UUID.randomUUID();
    put("", Map.of("song_ids", List.of(rain, wind, nobody)))
        .statusCode(400)
        .body("type", equalTo("urn:roomtone:problem:unknown-songs"))
        .body("song_ids", contains(wind.toString(), nobody.toString()));
    as(admin)
        .get("/api/admin/players/" + room.id() + "/library")
        .then()
        .body("song_ids", contains(rain.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"song_ids\": null}",
        "{\"song_ids\": \"all\"}",
        "{\"song_ids\": [1]}",
        "{\"song_ids\": [\"rain\"]}"
      })
  void a_malformed_list_of_songs_is_refused(String body) {
    put("", body).statusCode(400).contentType("application/problem+json");
  }

  @Test
  void a_manager_chooses_for_their_own_players() {
    LocalAuth.Session manager = world.manager();
    Room own = world.room(manager, "Own");
    as(manager)
        .contentType("application/json")
        .body(Map.of("song_ids", List.of(rain)))
        .put("/api/admin/players/" + own.id() + "/library")
        .then()
        .statusCode(200);
  }

  @Test
  void songs_are_added_and_removed_by_search_in_one_change() {
    String name = "x" + UUID.randomUUID().toString().substring(0, 8);
    SongRow.insert(
        world.sql(), IntStream.rangeClosed(1, 40).mapToObj(n -> SongRow.titled(name + n)).toList());
    put("", Map.of("song_ids", List.of(rain))).statusCode(200);
    Object mark = world.sql().value("select coalesce(max(id), 0) from roomtone.room_changes");
    String library = "/api/admin/players/" + room.id() + "/library";
    as(admin)
        .post(library + "/add?search=" + name.toUpperCase(Locale.ROOT))
        .then()
        .statusCode(200)
        .body("songs", equalTo(41))
        .body("added", equalTo(40))
        .body("removed", equalTo(0));
    assertTrue(
        (Boolean)
            world
                .sql()
                .value(
                    "select count(*) <= 2 from roomtone.room_changes where id > ? and player_id = ?",
                    mark,
                    room.id()),
        "the room has changed once or twice, not forty times");
    as(admin)
        .get("/api/admin/songs?sort=title&size=2&in_library_of=" + room.id() + "&search=" + name)
        .then()
        .body("total", equalTo(40))
        .body("items.title", contains(name + "1", name + "10"));
    as(admin)
        .post(library + "/remove?search=" + name)
        .then()
        .statusCode(200)
        .body("songs", equalTo(1))
        .body("removed", equalTo(40));
    as(admin)
        .post(library + "/remove?search=rain")
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:roomtone:problem:empty-library"));
    as(admin).post(library + "/add").then().statusCode(400);
    as(admin).post(library + "/add?search=rain&archived=all").then().statusCode(400);
    as(admin).post(library + "/add?type=noise").then().statusCode(400);
    as(world.manager()).post(library + "/add?search=rain").then().statusCode(404);
    as(world.manager()).post(library + "/remove?search=rain").then().statusCode(404);
    world.sql().update("delete from public.songs where file_url like 'https://library.test/%'");
  }

  @Test
  void nothing_is_removed_from_a_room_without_a_library() throws Exception {
    String library = "/api/admin/players/" + room.id() + "/library";
    for (String query : List.of("?search=rain", "?search=rain&global=true", "?search=nothing")) {
      world.refused(() -> as(admin).post(library + "/remove" + query), 409, "no-library");
    }
    world.refused(() -> as(admin).post(library + "/remove"), 400, "all-songs");
    put("", Map.of("song_ids", List.of(rain))).statusCode(200);
    as(admin).delete("/api/admin/songs/" + rain).then().statusCode(204);
    as(admin)
        .post(library + "/remove?search=rain")
        .then()
        .statusCode(200)
        .body("removed", equalTo(0));
  }

  @Test
  void the_manifest_of_a_room_with_a_library_is_the_library() {
    put("", Map.of("song_ids", List.of(rain, wind))).statusCode(200);
    device(room.token())
        .get("/api/player/manifest")
        .then()
        .statusCode(200)
        .body("total", equalTo(2))
        .body("page", equalTo(1))
        .body("size", equalTo(200))
        .body("items.song_id", containsInAnyOrder(rain.toString(), wind.toString()))
        .body("items[0].sha256", matchesPattern("[0-9a-f]{64}"))
        .body("items[0].size_bytes", equalTo(32044))
        .body("items[0].content_type", equalTo("audio/wav"))
        .body("items[0].duration", equalTo(2))
        .body("items[0].gain_db", lessThan(-16f));
    String url =
        device(room.token()).get("/api/player/manifest").then().extract().path("items[0].url");
    RestAssured.given().urlEncodingEnabled(false).get(url).then().statusCode(200);
    device(room.token())
        .get("/api/player/manifest?page=2")
        .then()
        .statusCode(200)
        .body("total", equalTo(2))
        .body("items", empty());
    device(room.token()).get("/api/player/manifest?page=0").then().statusCode(400);
    device("wrong").get("/api/player/manifest").then().statusCode(401);
  }

  @Test
  void the_manifest_of_a_room_without_one_holds_its_queue_and_the_best() {
    List<String> queued = poll().extract().path("next.song_id");
    device(room.token())
        .get("/api/player/manifest")
        .then()
        .statusCode(200)
        .body("items.song_id", hasItems(queued.toArray(String[]::new)));
  }

  @Test
  void an_archived_song_is_in_no_manifest() {
    put("", Map.of("song_ids", List.of(rain, wind))).statusCode(200);
    as(admin).delete("/api/admin/songs/" + rain).then().statusCode(204);
    device(room.token())
        .get("/api/player/manifest")
        .then()
        .statusCode(200)
        .body("items.song_id", not(hasItems(rain.toString())));
  }
}
