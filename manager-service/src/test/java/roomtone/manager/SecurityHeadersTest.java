package roomtone.manager;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every answer has the security headers, also those of the server itself. */
@QuarkusTest
@QuarkusTestResource(World.class)
class SecurityHeadersTest {

  World world;

  @Test
  void every_answer_forbids_content_sniffing_and_framing() {
    String tooLong = "[" + " ".repeat(3 * 1024 * 1024) + "]";
    for (Response answer :
        List.of(
            World.as(world.admin()).get("/api/admin/players"),
            given().get("/api/admin/players"),
            device("wrong").get("/api/player/poll"),
            given().get("/api/nowhere"),
            given().put("/api/player/poll"),
            given().contentType("application/json").body(tooLong).post("/api/player/plays"))) {
      answer
          .then()
          .header("X-Content-Type-Options", equalTo("nosniff"))
          .header("X-Frame-Options", equalTo("DENY"))
          .header("Referrer-Policy", equalTo("no-referrer"))
          .header("Content-Security-Policy", equalTo("default-src 'none'; frame-ancestors 'none'"))
          .header("Cache-Control", equalTo("no-store"))
          // The call came without HTTPS, and no trusted proxy says otherwise.
          .header("Strict-Transport-Security", nullValue());
    }
    given()
        .get("/q/openapi")
        .then()
        .header("X-Content-Type-Options", equalTo("nosniff"))
        .header("Content-Security-Policy", equalTo("frame-ancestors 'none'"));
    given()
        .header("X-Forwarded-Proto", "https")
        .get("/api/nowhere")
        .then()
        .header("Strict-Transport-Security", nullValue());
  }

  @Test
  void a_method_that_is_not_allowed_is_answered_with_those_that_are() {
    for (Map.Entry<String, String> call :
        Map.of(
                "/api/player/poll", "GET",
                "/api/player/poll/", "GET",
                "/api/player/plays", "POST",
                "/api/admin/songs.csv", "GET, POST",
                "/api/admin/players/6f1e2d3c-4b5a-4678-9abc-def012345678", "DELETE, GET, PATCH")
            .entrySet()) {
      Response answer = World.as(world.admin()).put(call.getKey());
      answer
          .then()
          .statusCode(405)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:roomtone:problem:method-not-allowed"));
      assertEquals(call.getValue(), told(answer.header("Allow")), call.getKey());
    }
  }

  /** Allowed methods without HEAD and OPTIONS, which the server answers by itself. */
  private static String told(String allow) {
    return Stream.of(allow.split(", *"))
        .filter(method -> !Set.of("HEAD", "OPTIONS").contains(method))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  @Test
  void only_pages_of_configured_origins_may_call() {
    for (String named : List.of("https://panel.example.org", "https://desk.example.org")) {
      given()
          .header("Origin", named)
          .header("X-API-Key", "wrong")
          .get("/api/player/poll")
          .then()
          .statusCode(401)
          .header("Access-Control-Allow-Origin", equalTo(named));
      given()
          .header("Origin", named)
          .header("Access-Control-Request-Method", "GET")
          .header("Access-Control-Request-Headers", "x-api-key,if-none-match")
          .options("/api/player/poll")
          .then()
          .statusCode(200)
          .header("Access-Control-Allow-Origin", equalTo(named));
    }
    for (String stranger :
        List.of("https://evil.example", "https://panel.example.org.evil.example", "null")) {
      given()
          .header("Origin", stranger)
          .get("/api/player/poll")
          .then()
          .statusCode(403)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:roomtone:problem:foreign-origin"))
          .header("X-Content-Type-Options", equalTo("nosniff"))
          .header("Access-Control-Allow-Origin", nullValue());
    }
  }
}
