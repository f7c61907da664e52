package roomtone.brain.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.local.testing.TestRequests;

/** A test that calls the brain over HTTP. After each test sessions end and the clock is reset. */
@QuarkusTestResource(BrainTestResource.class)
public abstract class BrainTest {

  protected BrainFixtures fixtures;

  private Person insider;

  @AfterEach
  void resetSharedState() {
    fixtures.endAllSessions();
    fixtures.database().setClock(Duration.ZERO);
  }

  /** Returns a request of a listener. */
  protected static RequestSpecification as(Person person) {
    return TestRequests.as(person.token()).contentType(ContentType.JSON);
  }

  /** Returns a request of a listener of unknown taste who is checked in to a room. */
  protected RequestSpecification inside(Room room) {
    return as(insider(room));
  }

  /** Checks the test's listener of unknown taste in to a room. */
  protected Person insider(Room room) {
    if (insider == null) {
      insider = fixtures.person();
    }
    fixtures.checkIn(insider, room);
    return insider;
  }

  /** Returns a request without a token. */
  protected static RequestSpecification anybody() {
    return TestRequests.anybody().contentType(ContentType.JSON);
  }

  /** Checks that a call is answered with this problem and changes nothing in the database. */
  protected ValidatableResponse refused(Supplier<Response> call, int status, String slug) {
    List<String> before = fixtures.contents();
    assertTrue(before.size() > 20, "all tables are looked at");
    ValidatableResponse answer = problem(call.get().then(), status, slug);
    assertEquals(before, fixtures.contents());
    return answer;
  }

  /** Checks that an answer is this problem. */
  protected static ValidatableResponse problem(
      ValidatableResponse answer, int status, String slug) {
    return TestRequests.assertProblem(answer, status, slug);
  }
}
