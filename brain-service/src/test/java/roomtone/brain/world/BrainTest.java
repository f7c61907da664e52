package roomtone.brain.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.RestAssured;
import io.restassured.filter.FilterContext;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import roomtone.brain.world.Town.Person;
import roomtone.local.testing.DescribedRefusals;

/** A test that calls the brain over HTTP. After each test sessions end and the clock is reset. */
@QuarkusTestResource(BrainWorld.class)
public abstract class BrainTest {

  private static final DescribedRefusals REFUSALS =
      new DescribedRefusals(() -> URI.create(RestAssured.baseURI + ":" + RestAssured.port));

  protected Town town;

  @AfterEach
  void resetSharedState() {
    town.sendEverybodyHome();
    town.database().setClock(Duration.ZERO);
  }

  /** Returns a request of a listener. */
  protected static RequestSpecification as(Person person) {
    return anybody().header("Authorization", "Bearer " + person.token());
  }

  /** Returns a request without a token. */
  protected static RequestSpecification anybody() {
    return RestAssured.given().contentType(ContentType.JSON).filter(BrainTest::seen);
  }

  private static Response seen(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext next) {
    Response answer = next.next(request, expected);
    REFUSALS.look(
        request.getMethod(),
        request.getURI(),
        answer.statusCode(),
        answer.contentType(),
        answer::asString);
    return answer;
  }

  /** Checks that a call is answered with this problem and changes nothing in the database. */
  protected ValidatableResponse refused(Supplier<Response> call, int status, String slug) {
    List<Object> before = town.contents();
    assertTrue(before.size() > 20, "all tables are looked at");
    ValidatableResponse answer = problem(call.get().then(), status, slug);
    assertEquals(before, town.contents());
    return answer;
  }

  /** Checks that an answer is this problem. */
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
