package roomtone.brain.world;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import roomtone.brain.world.Town.Person;

/** A test that talks to the brain over HTTP. The clock stands still for nobody but itself. */
@QuarkusTestResource(BrainWorld.class)
public abstract class BrainTest {

  protected Town town;

  @AfterEach
  void leaveNothingThatOthersFeel() {
    town.sendEverybodyHome();
    town.database().setClock(Duration.ZERO);
  }

  /** A request of somebody's. */
  protected static RequestSpecification as(Person person) {
    return anybody().header("Authorization", "Bearer " + person.token());
  }

  /** A request of somebody who is not signed in. */
  protected static RequestSpecification anybody() {
    return RestAssured.given().contentType(ContentType.JSON);
  }

  /** Checks that an answer is a problem of that kind. */
  protected static ValidatableResponse problem(
      ValidatableResponse answer, int status, String slug) {
    return answer
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", org.hamcrest.Matchers.equalTo("urn:roomtone:problem:" + slug))
        .body("status", org.hamcrest.Matchers.equalTo(status))
        .body("title", org.hamcrest.Matchers.not(org.hamcrest.Matchers.emptyOrNullString()))
        .body("detail", org.hamcrest.Matchers.not(org.hamcrest.Matchers.emptyOrNullString()));
  }
}
