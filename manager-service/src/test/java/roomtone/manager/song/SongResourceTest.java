package roomtone.manager.song;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.Sounds;
import roomtone.manager.upload.UploadTestBase;

/** Staff read songs, and admins change them. */
@QuarkusTest
class SongResourceTest extends UploadTestBase {

  @Test
  void only_staff_see_songs_and_only_admins_change_them() {
    UUID id = world.song(admin, "Guarded");
    given()
        .get("/api/admin/songs")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:unauthorized"));
    given()
        .header("Authorization", "Bearer nonsense")
        .get("/api/admin/songs")
        .then()
        .statusCode(401);
    LocalAuth.Session listener = world.listener();
    as(listener)
        .get("/api/admin/songs")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:forbidden"));
    as(listener)
        .multiPart("file", "a.wav", Sounds.wav(1))
        .post("/api/admin/songs")
        .then()
        .statusCode(403);
    LocalAuth.Session manager = world.manager();
    as(manager).get("/api/admin/songs").then().statusCode(200);
    as(manager).get("/api/admin/songs/" + id).then().statusCode(200);
    as(manager)
        .multiPart("file", "a.wav", Sounds.wav(1))
        .post("/api/admin/songs")
        .then()
        .statusCode(403);
    as(manager)
        .contentType("application/json")
        .body("{}")
        .patch("/api/admin/songs/" + id)
        .then()
        .statusCode(403);
    as(manager).delete("/api/admin/songs/" + id).then().statusCode(403);
  }

  @Test
  void a_role_is_what_the_database_says_not_the_token() {
    LocalAuth.Session listener = world.listener();
    Map<String, Object> claims = world.auth().claims(listener.userId());
    claims.put("app_metadata", Map.of("role", "admin", "roles", List.of("admin")));
    claims.put("user_metadata", Map.of("role", "admin"));
    claims.put("groups", List.of("admin"));
    given()
        .header("Authorization", "Bearer " + world.auth().sign(claims, LocalAuth.Signature.OURS))
        .get("/api/admin/songs")
        .then()
        .statusCode(403);
    claims.put("role", "admin");
    given()
        .header("Authorization", "Bearer " + world.auth().sign(claims, LocalAuth.Signature.OURS))
        .get("/api/admin/songs")
        .then()
        .statusCode(403);
    world.role(listener.userId(), "admin");
    as(listener).get("/api/admin/songs").then().statusCode(200);
    world.sql().update("delete from public.roles where user_id = ?", listener.userId());
    as(listener).get("/api/admin/songs").then().statusCode(403);
  }

  @Test
  void songs_are_searched_and_paged() {
    String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    for (String title :
        List.of("Rain " + word, word.toUpperCase(Locale.ROOT) + " wind", "50% " + word)) {
      world.song(admin, title);
    }
    as(admin)
        .queryParam("search", word)
        .get("/api/admin/songs")
        .then()
        .statusCode(200)
        .body("total", equalTo(3))
        .body("page", equalTo(1))
        .body("size", equalTo(50))
        .body("items[0].title", equalTo("50% " + word));
    as(admin)
        .queryParam("search", word)
        .queryParam("size", 2)
        .queryParam("page", 2)
        .get("/api/admin/songs")
        .then()
        .statusCode(200)
        .body("total", equalTo(3))
        .body("items.title", contains("Rain " + word));
    as(admin)
        .queryParam("search", "50% " + word)
        .get("/api/admin/songs")
        .then()
        .body("total", equalTo(1));
    as(admin)
        .queryParam("search", "5_% " + word)
        .get("/api/admin/songs")
        .then()
        .body("total", equalTo(0));
    as(admin)
        .queryParam("search", "\\")
        .get("/api/admin/songs")
        .then()
        .statusCode(200)
        .body("total", equalTo(0));
    for (String wrong : List.of("page=0", "size=0", "size=201", "archived=maybe")) {
      as(admin)
          .get("/api/admin/songs?" + wrong)
          .then()
          .statusCode(400)
          .contentType("application/problem+json");
    }
  }

  @Test
  void a_song_is_changed_field_by_field() {
    String id = world.song(admin, "Before").toString();
    change(
            id,
            "{\"title\": \"After\", \"type\": \"instrumental\", \"artist\": \"Somebody\", \"embedding\": [0,0,0,1,0]}")
        .statusCode(200)
        .body("title", equalTo("After"))
        .body("type", equalTo("instrumental"))
        .body("artist", equalTo("Somebody"))
        .body("embedding", contains(0f, 0f, 0f, 1f, 0f))
        .body("embedding_source", equalTo("manual"));
    change(id, "{\"embedding\": null, \"artist\": null}")
        .statusCode(200)
        .body("title", equalTo("After"))
        .body("embedding", nullValue())
        .body("embedding_source", nullValue())
        .body("artist", nullValue());
    change(id, "{}").statusCode(200).body("title", equalTo("After"));
    for (String wrong :
        List.of(
            "{\"title\": \"\"}",
            "{\"title\": null}",
            "{\"title\": 5}",
            "{\"type\": \"podcast\"}",
            "{\"type\": null}",
            "{\"embedding\": [0,0,0,0,0]}",
            "{\"embedding\": \"[1,0,0,0,0]\"}",
            "{\"archived\": \"yes\"}",
            "[]",
            "5",
            "{",
            "")) {
      change(id, wrong).statusCode(400).contentType("application/problem+json");
    }
    change(UUID.randomUUID().toString(), "{}")
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-song"));
    change("1-1-1-1-1", "{}").statusCode(404);
  }

  @Test
  void an_archived_song_is_out_of_lists_and_can_come_back() {
    String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    String id = world.song(admin, word).toString();
    as(admin).delete("/api/admin/songs/" + id).then().statusCode(204);
    as(admin).delete("/api/admin/songs/" + id).then().statusCode(204);
    as(admin)
        .get("/api/admin/songs/" + id)
        .then()
        .statusCode(200)
        .body("archived_at", notNullValue());
    as(admin).queryParam("search", word).get("/api/admin/songs").then().body("total", equalTo(0));
    as(admin)
        .queryParam("search", word)
        .queryParam("archived", "true")
        .get("/api/admin/songs")
        .then()
        .body("items.id", contains(id));
    as(admin)
        .queryParam("search", word)
        .queryParam("archived", "all")
        .get("/api/admin/songs")
        .then()
        .body("total", equalTo(1));
    change(id, "{\"archived\": false}").statusCode(200).body("archived_at", nullValue());
    as(admin).queryParam("search", word).get("/api/admin/songs").then().body("total", equalTo(1));
    as(admin).delete("/api/admin/songs/" + UUID.randomUUID()).then().statusCode(404);
  }
}
