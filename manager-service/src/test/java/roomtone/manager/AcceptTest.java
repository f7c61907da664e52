package roomtone.manager;

import static org.hamcrest.Matchers.startsWith;
import static roomtone.manager.World.anybody;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.TestRequests;

/**
 * The type of an answer is negotiated before the work of the call is done: otherwise a new token,
 * which is shown once, would be lost.
 */
@QuarkusTest
@QuarkusTestResource(World.class)
class AcceptTest {

  World world;
  LocalAuth.Session admin;
  World.Room room;

  @BeforeEach
  void signIn() {
    admin = world.admin();
    room = world.room(admin, "Lobby");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "/",
        "\u00ff",
        "application/json;q=x",
        "text/csv;q=x, application/json;q=y",
        "text/csv, x",
        "application/json;x=\"a,b\""
      })
  void an_unreadable_accept_is_refused_and_nothing_is_done(String accept) throws Exception {
    refusedEverywhere(accept, 400, "malformed-accept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "a/b;q=0.5"})
  void a_type_that_no_answer_has_is_refused_and_nothing_is_done(String accept) throws Exception {
    refusedEverywhere(accept, 406, "not-acceptable");
  }

  private void refusedEverywhere(String accept, int status, String problem) throws Exception {
    String player = "/api/admin/players/" + room.id();
    List<Response> answers =
        world.withoutTrace(
            () ->
                List.of(
                    staff(accept).post(player + "/token"),
                    json(staff(accept), "{\"name\": \"New\"}").post("/api/admin/players"),
                    staff(accept)
                        .multiPart("file", "a.wav", Sounds.wav(1))
                        .post("/api/admin/songs"),
                    json(anybody().header("Accept", accept), "{}").post("/api/player/pair"),
                    staff(accept).get("/api/admin/players"),
                    staff(accept).get("/api/admin/audit"),
                    staff(accept).get(player + "/history")));
    answers.forEach(answer -> TestRequests.assertProblem(answer.then(), status, problem));
    device(room.token()).get("/api/player/poll").then().statusCode(200);
  }

  private RequestSpecification staff(String accept) {
    return as(admin).header("Accept", accept);
  }

  private static RequestSpecification json(RequestSpecification request, String body) {
    return request.contentType("application/json").body(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " , ", "*/*", "text/html, *; q=.2, */*; q=.2", "application/json,"})
  void json_is_sent_to_those_who_accept_it(String accept) {
    staff(accept)
        .post("/api/admin/players/" + room.id() + "/token")
        .then()
        .statusCode(200)
        .contentType(startsWith("application/json"));
    json(staff(accept), "{\"name\": \"New\"}")
        .post("/api/admin/players")
        .then()
        .statusCode(201)
        .contentType(startsWith("application/json"));
    staff(accept).get("/api/admin/players").then().statusCode(200);
  }
}
