package roomtone.manager;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.ApiDocument;
import roomtone.local.testing.PublishedDocuments;

@QuarkusTest
@QuarkusTestResource(World.class)
class OpenApiTest {

  private static final String JSON = "application/json";

  @TestHTTPResource("/")
  URI manager;

  @Test
  void docs_hold_the_description_that_the_service_serves() {
    ApiDocument.of(manager).assertCheckedIn("manager");
  }

  @Test
  void the_service_publishes_that_document() {
    PublishedDocuments.assertGenerated(manager);
  }

  @Test
  void every_call_has_a_summary_and_examples_of_all_that_goes_in_and_comes_out() {
    assertEquals(List.of(), ApiDocument.of(manager).gaps());
  }

  @Test
  void answers_have_all_their_members_but_those_for_devices_that_depend_on_the_state() {
    assertEquals(
        Set.of(
            "Pairing.code",
            "Pairing.expires_at",
            "Pairing.name",
            "Pairing.player_id",
            "Pairing.poll_after_seconds",
            "Pairing.secret",
            "Pairing.token",
            "PollPlayer.presence"),
        ApiDocument.of(manager).optionalMembers());
  }

  @Test
  void every_json_body_is_described_by_its_own_fields_with_an_example() throws Exception {
    JsonNode document =
        new ObjectMapper()
            .readTree(
                given()
                    .accept("application/json")
                    .get("/q/openapi-generated?format=json")
                    .asByteArray());
    assertFalse(document.at("/components/schemas").has("JsonNode"), "a class of the JSON library");
    Set<String> calls = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> call : path.getValue().properties()) {
        JsonNode body = call.getValue().path("requestBody").path("content").path(JSON);
        if (!body.isMissingNode()) {
          String name = call.getKey() + " " + path.getKey();
          calls.add(name);
          Set<String> fields = fieldsOf(document, body.path("schema"));
          assertFalse(fields.isEmpty(), name + " has a schema without fields");
          List<JsonNode> examples = examplesIn(body);
          assertFalse(examples.isEmpty(), name + " has no example");
          for (JsonNode example : examples) {
            Set<String> named = fieldsOf(example.isArray() ? example.get(0) : example);
            assertTrue(!named.isEmpty() && fields.containsAll(named), name + " " + example);
          }
        }
      }
    }
    assertEquals(
        Set.of(
            "post /api/player/plays",
            "post /api/player/pair",
            "patch /api/admin/songs/{id}",
            "post /api/admin/players",
            "patch /api/admin/players/{id}",
            "post /api/admin/players/{id}/pair",
            "put /api/admin/players/{id}/library",
            "put /api/admin/roles"),
        calls);
  }

  private static Set<String> fieldsOf(JsonNode document, JsonNode schema) {
    JsonNode type =
        schema.has("$ref") ? document.at(schema.get("$ref").textValue().substring(1)) : schema;
    return type.has("items")
        ? fieldsOf(document, type.get("items"))
        : fieldsOf(type.path("properties"));
  }

  private static Set<String> fieldsOf(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  private static List<JsonNode> examplesIn(JsonNode body) {
    return body.has("example")
        ? List.of(body.get("example"))
        : body.path("examples").valueStream().map(example -> example.path("value")).toList();
  }

  @Test
  void every_call_is_described() {
    Map<String, Map<String, Map<String, Object>>> paths =
        given()
            .accept("application/json")
            .get("/q/openapi-generated?format=json")
            .then()
            .statusCode(200)
            .extract()
            .path("paths");
    Set<String> calls = new TreeSet<>();
    paths.forEach(
        (path, methods) ->
            methods.forEach(
                (method, call) -> {
                  calls.add(method + " " + path);
                  assertNotNull(call.get("summary"), path);
                  if (!path.equals("/api/player/pair")) {
                    assertNotNull(call.get("security"), path);
                  }
                }));
    assertEquals(
        Set.of(
            "get /api/time",
            "get /api/player/poll",
            "get /api/player/manifest",
            "post /api/player/plays",
            "post /api/player/pair",
            "get /api/admin/songs",
            "get /api/admin/songs.csv",
            "post /api/admin/songs.csv",
            "post /api/admin/songs",
            "get /api/admin/songs/{id}",
            "patch /api/admin/songs/{id}",
            "delete /api/admin/songs/{id}",
            "get /api/admin/songs/{id}/file",
            "put /api/admin/songs/{id}/file",
            "post /api/admin/songs/{id}/analysis",
            "get /api/admin/songs/{id}/outline",
            "get /api/admin/uploads",
            "get /api/admin/players",
            "post /api/admin/players",
            "get /api/admin/players/{id}",
            "patch /api/admin/players/{id}",
            "delete /api/admin/players/{id}",
            "post /api/admin/players/{id}/token",
            "post /api/admin/players/{id}/pair",
            "get /api/admin/players/{id}/presence-code",
            "get /api/admin/players/{id}/qr.svg",
            "get /api/admin/players/{id}/queue",
            "post /api/admin/players/{id}/presence-code/rotate",
            "post /api/admin/players/{id}/pause",
            "post /api/admin/players/{id}/resume",
            "post /api/admin/players/{id}/skip",
            "get /api/admin/players/{id}/library",
            "put /api/admin/players/{id}/library",
            "post /api/admin/players/{id}/library/add",
            "post /api/admin/players/{id}/library/remove",
            "get /api/admin/players/events",
            "get /api/admin/players/{id}/history",
            "get /api/admin/players/{id}/history.csv",
            "get /api/admin/overview",
            "get /api/admin/me",
            "get /api/admin/audit",
            "get /api/admin/audit/{id}",
            "get /api/admin/roles",
            "put /api/admin/roles"),
        calls);
  }
}
