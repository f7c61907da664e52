package roomtone.brain.api;

import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies, addresses, methods and types that no call takes are refused and change nothing. */
@QuarkusTest
class InvalidBodyTest extends CheckedInTest {

  /** More bytes than a body may have. */
  private static final int TOO_LONG = 20_000;

  @TestHTTPResource("/")
  URI brain;

  static Stream<String> notJson() {
    return Stream.of(
        "nonsense",
        "{\"FIELD\": ",
        "{\"FIELD\": NaN}",
        "{'FIELD': 3}",
        "{\"FIELD\": null}}",
        "{\"FIELD\": " + "1".repeat(5000) + "}",
        "\u0000",
        "[]",
        "3");
  }

  @ParameterizedTest
  @MethodSource("notJson")
  void bodies_that_are_not_json_are_refused(String body) {
    notJson(body.replace("FIELD", "vote_value"), call -> call.post("/api/votes"));
    notJson(body.replace("FIELD", "favourite"), call -> call.post("/api/checkin"));
    notJson(body.replace("FIELD", "preference_vector"), call -> call.put("/api/preferences"));
    notJson(body.replace("FIELD", "name"), call -> call.put("/api/me"));
  }

  private void notJson(String body, Function<RequestSpecification, Response> call) {
    refused(() -> call.apply(as(person).body(body)), 400, "malformed-json");
  }

  @Test
  void deeply_nested_fields_are_refused() {
    String deep = "{\"%s\": " + "[".repeat(5000) + "]".repeat(5000) + "}";
    refused(
        () -> as(person).body(deep.formatted("vote_value")).post("/api/votes"),
        400,
        "invalid-field");
    refused(
        () -> as(person).body(deep.formatted("preference_vector")).put("/api/preferences"),
        400,
        "invalid-field");
    refused(
        () -> as(person).body(deep.formatted("display_name")).put("/api/me"), 400, "invalid-field");
    refused(
        () -> as(person).body(deep.formatted("slug")).post("/api/checkin"), 400, "invalid-field");
    refused(() -> as(person).body(deep.formatted("x")).post("/api/votes"), 400, "malformed-json");
  }

  @Test
  void missing_bodies_are_refused() {
    refused(() -> as(person).post("/api/votes"), 400, "invalid-field");
    refused(() -> as(person).body("null").post("/api/votes"), 400, "invalid-field");
    refused(() -> as(person).put("/api/preferences"), 400, "invalid-preferences");
    refused(() -> as(person).put("/api/me"), 400, "invalid-field");
  }

  @Test
  void bodies_that_are_too_long_or_of_unknown_length_are_refused() throws Exception {
    String body = "{\"vote_value\": 3, \"x\": \"" + "x".repeat(TOO_LONG) + "\"}";
    refused(() -> as(person).body(body).post("/api/votes"), 413, "too-large");
    for (HttpClient.Version version : HttpClient.Version.values()) {
      inChunks(version, body);
    }
  }

  private void inChunks(HttpClient.Version version, String body) throws Exception {
    List<String> before = fixtures.contents();
    try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(brain.resolve("/api/votes"))
                  .header("Authorization", "Bearer " + person.token())
                  .header("Content-Type", "application/json")
                  .POST(
                      BodyPublishers.ofInputStream(
                          () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                  .build(),
              BodyHandlers.ofString());
      assertEquals(411, answer.statusCode());
      assertTrue(answer.body().contains("urn:roomtone:problem:length-required"), answer.body());
    }
    assertEquals(before, fixtures.contents());
  }

  @Test
  void unknown_addresses_methods_and_content_types_are_refused() {
    refused(() -> as(person).get("/api/nothing"), 404, "not-found");
    refused(() -> as(person).post("/api/me"), 405, "method-not-allowed")
        .header("Allow", stringContainsInOrder("DELETE", "GET", "PUT"));
    refused(() -> as(person).delete("/api/session"), 405, "method-not-allowed");
    refused(
        () -> as(person).contentType("text/plain").body("3").post("/api/votes"),
        415,
        "unsupported-media-type");
    refused(
        () -> as(person).contentType("application/xml").body("<x/>").put("/api/preferences"),
        415,
        "unsupported-media-type");
  }
}
