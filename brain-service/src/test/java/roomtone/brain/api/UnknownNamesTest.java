package roomtone.brain.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

/** Unknown fields and parameters are refused by name, because ignoring a typo would lose data. */
@QuarkusTest
class UnknownNamesTest extends BrainTest {

  private Person person;
  private Room room;

  @BeforeEach
  void somebody() {
    person = fixtures.personWhoLikes(BrainFixtures.WIND);
    room = fixtures.room();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | checkin     | {'player': 'garden'}                       | player | player_id",
        "PUT  | me          | {'name': 'Ada', 'displayName': 'Ada'}      | displayName | display_name",
        "PUT  | preferences | {'preferences': [1, 0, 0, 0, 0]}           | preferences | preference_vector",
        "POST | votes       | {'song': 1, 'vote_value': 5}               | song | song_id",
        "PUT  | votes/6f1e2d3c-4b5a-4678-9abc-def012345678 | {'value': 5} | value | vote_value"
      })
  void an_unknown_field_is_named_with_those_known(
      String method, String call, String body, String unknown, String known) {
    refused(
            () -> as(person).body(body.replace('\'', '"')).request(method, "/api/" + call),
            400,
            "unknown-field")
        .body("detail", containsString("'" + unknown + "'"))
        .body("errors.field", equalTo(List.of(unknown)))
        .body("known", hasItem(known));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  votes?pgae=2, pgae, page",
    "GET,  leaderboard/me?moth=2026-11, moth, month",
    "GET,  leaderboard?moth=2026-11, moth, month",
    "GET,  recommendations?player=garden, player, player_id"
  })
  void an_unknown_parameter_is_named_with_those_known(
      String method, String call, String unknown, String known) {
    as(person)
        .request(method, "/api/" + call)
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:roomtone:problem:unknown-parameter"))
        .body("detail", containsString("'" + unknown + "'"))
        .body("known", hasItem(known));
  }

  @Test
  void the_answer_of_a_get_may_be_put_back() {
    UUID song = fixtures.song(BrainFixtures.RAIN);
    for (String call : List.of("/api/me", "/api/preferences")) {
      put(call, as(person).get(call).asString());
    }
    String vote =
        as(person).body(json("song_id", song, "vote_value", 4)).post("/api/votes").asString();
    put("/api/votes/" + JsonPath.from(vote).getString("id"), vote);
    Map<String, Object> listed = as(person).get("/api/votes").path("items[0]");
    put("/api/votes/" + listed.get("id"), listed);
  }

  private void put(String call, Object body) {
    as(person).body(body).put(call).then().statusCode(200);
  }

  @Test
  void a_call_without_parameters_refuses_them() {
    refused(() -> as(person).delete("/api/me?votes=only"), 400, "unknown-parameter");
  }

  @Test
  void a_missing_sign_in_is_reported_before_unknown_names() {
    anybody().get("/api/votes?pgae=2").then().statusCode(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/players", "/api/players/ROOM/now-playing", "/api/players/ROOM/collective"})
  void public_calls_accept_a_parameter_against_caches(String call) {
    anybody().get(call.replace("ROOM", room.slug()) + "?_=1764000000").then().statusCode(200);
  }
}
