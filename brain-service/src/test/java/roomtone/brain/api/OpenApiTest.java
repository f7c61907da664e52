package roomtone.brain.api;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.ApiDocument;
import roomtone.local.testing.PublishedDocuments;

@QuarkusTest
class OpenApiTest extends BrainTest {

  @TestHTTPResource("/")
  URI brain;

  @Test
  void the_openapi_document_in_docs_is_the_one_of_the_service() {
    ApiDocument.of(brain).assertCheckedIn("brain");
  }

  @Test
  void the_service_publishes_that_document() {
    PublishedDocuments.assertGenerated(brain);
  }

  @Test
  void every_call_has_a_summary_and_examples() {
    assertEquals(List.of(), ApiDocument.of(brain).gaps());
  }

  @Test
  void answers_have_all_their_members() {
    assertEquals(Set.of(), ApiDocument.of(brain).optionalMembers());
  }

  @Test
  void no_description_says_that_a_vote_stops_a_song() {
    anybody()
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .body(containsString("1 (much less of it) to 5 (much more of it)"))
        .body(not(containsString("stop it")));
  }

  @Test
  void the_api_has_these_calls() {
    assertEquals(
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
            "post /api/session/renew",
            "post /api/votes",
            "get /api/votes",
            "put /api/votes/{id}",
            "delete /api/votes/{id}",
            "get /api/leaderboard",
            "get /api/leaderboard/me",
            "get /api/players",
            "get /api/players/{player}/songs",
            "get /api/players/{player}/now-playing",
            "get /api/players/{player}/events",
            "get /api/players/{player}/collective",
            "get /api/players/{player}/vote-exclusions",
            "post /api/players/{player}/vote-exclusions",
            "delete /api/players/{player}/vote-exclusions/{exclusion}",
            "get /api/recommendations"),
        ApiDocument.of(brain).calls());
  }

  @Test
  void public_calls_need_no_sign_in() {
    assertEquals(
        Set.of(
            "get /api/leaderboard",
            "get /api/players",
            "get /api/players/{player}/now-playing",
            "get /api/players/{player}/events",
            "get /api/players/{player}/collective"),
        ApiDocument.of(brain).publicCalls());
  }
}
