package roomtone.brain.api;

import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The type of an answer is negotiated before the work of the call is done. */
@QuarkusTest
class AcceptTest extends CheckedInTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "/",
        "a/b/c",
        "\u00ff",
        "application/json;q=x",
        "application/json;q=x, text/plain;q=y",
        "application/json, x",
        "application/json;x=\"a,b\""
      })
  void an_unreadable_accept_is_refused_and_nothing_is_done(String accept) {
    refusedEverywhere(accept, 400, "malformed-accept");
    refused(() -> listener(accept).post("/api/checkout"), 400, "malformed-accept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "text/html", "application/*+json", "a/b;q=0.5"})
  void a_type_that_no_answer_has_is_refused_and_nothing_is_done(String accept) {
    refusedEverywhere(accept, 406, "not-acceptable");
  }

  private void refusedEverywhere(String accept, int status, String problem) {
    List<String> before = fixtures.contents();
    List<Response> answers =
        List.of(
            listener(accept).body(json("slug", room.slug())).post("/api/checkin"),
            listener(accept).body(json("song_id", song, "vote_value", 4)).post("/api/votes"),
            listener(accept).get("/api/me/export"),
            listener(accept).get("/api/votes"),
            anybody().header("Accept", accept).get("/api/players"));
    answers.forEach(answer -> problem(answer.then(), status, problem));
    assertEquals(before, fixtures.contents());
  }

  private RequestSpecification listener(String accept) {
    return as(person).header("Accept", accept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " , ",
        "*/*",
        "application/*;q=0.1",
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        "text/html;q=1,,application/json;charset=utf-8;q=0.001,"
      })
  void json_is_sent_to_those_who_accept_it(String accept) {
    listener(accept)
        .body(json("slug", room.slug()))
        .post("/api/checkin")
        .then()
        .statusCode(201)
        .contentType(startsWith("application/json"));
    listener(accept)
        .body(json("song_id", song, "vote_value", 4))
        .post("/api/votes")
        .then()
        .statusCode(201)
        .contentType(startsWith("application/json"));
  }
}
