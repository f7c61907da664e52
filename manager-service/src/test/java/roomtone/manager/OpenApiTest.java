package roomtone.manager;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.ApiDocument;

@QuarkusTest
@QuarkusTestResource(World.class)
class OpenApiTest {

  @TestHTTPResource("/")
  URI manager;

  @Test
  void the_description_in_docs_is_what_the_service_says() {
    ApiDocument.of(manager).assertCheckedIn("manager");
  }

  @Test
  void every_call_has_a_summary_and_examples_of_all_that_goes_in_and_comes_out() {
    assertEquals(List.of(), ApiDocument.of(manager).gaps());
  }

  @Test
  void every_call_is_described() {
    Map<String, Map<String, Map<String, Object>>> paths =
        given()
            .accept("application/json")
            .get("/q/openapi?format=json")
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
            "get /api/admin/audit",
            "get /api/admin/audit/{id}",
            "get /api/admin/roles",
            "put /api/admin/roles"),
        calls);
  }
}
