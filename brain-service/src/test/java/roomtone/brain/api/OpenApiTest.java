package roomtone.brain.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import roomtone.brain.world.BrainTest;

@QuarkusTest
class OpenApiTest extends BrainTest {

  @Test
  void every_call_is_described() {
    Map<String, Map<String, Map<String, Object>>> paths =
        anybody().get("/q/openapi?format=json").then().statusCode(200).extract().path("paths");
    Set<String> calls = new TreeSet<>();
    paths.forEach(
        (path, methods) ->
            methods.forEach(
                (method, call) -> {
                  calls.add(method + " " + path);
                  assertNotNull(call.get("summary"), method + " " + path);
                }));
    assertEquals(
        new TreeSet<>(
            Set.of(
                "get /api/me",
                "put /api/me",
                "delete /api/me",
                "get /api/me/export",
                "get /api/preferences",
                "put /api/preferences",
                "post /api/checkin",
                "post /api/checkout",
                "get /api/session",
                "post /api/votes",
                "get /api/votes",
                "put /api/votes/{id}",
                "delete /api/votes/{id}",
                "get /api/leaderboard",
                "get /api/leaderboard/me",
                "get /api/players",
                "get /api/players/{player}/now-playing",
                "get /api/players/{player}/events",
                "get /api/players/{player}/collective",
                "get /api/recommendations")),
        calls);
  }
}
