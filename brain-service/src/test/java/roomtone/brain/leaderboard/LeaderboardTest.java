package roomtone.brain.leaderboard;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static roomtone.brain.world.Town.json;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import roomtone.brain.world.BrainTest;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Person;

@QuarkusTest
class LeaderboardTest extends BrainTest {

  @Test
  void the_most_active_of_a_month_are_named_by_their_display_names() {
    town.database().setClock(Instant.parse("2031-05-31T22:00:00Z"));
    Person ada = named("Ada");
    Person ben = named("Ben");
    Person nameless = town.person();
    vote(ada, 2);
    vote(ben, 1);
    vote(nameless, 3);
    town.pass(java.time.Duration.ofHours(3));
    vote(ben, 2);
    anybody()
        .get("/api/leaderboard?month=2031-05")
        .then()
        .statusCode(200)
        .body("month", equalTo("2031-05"))
        .body("items.display_name", equalTo(List.of("Ada", "Ben")))
        .body("items.votes", equalTo(List.of(2, 1)))
        .body("items.rank", equalTo(List.of(1, 2)))
        .body("items[0].size()", equalTo(3));
    anybody()
        .get("/api/leaderboard")
        .then()
        .body("month", equalTo("2031-06"))
        .body("items.display_name", equalTo(List.of("Ben")));
    as(nameless)
        .get("/api/leaderboard/me?month=2031-05")
        .then()
        .body("rank", equalTo(1))
        .body("votes", equalTo(3));
    as(ben).get("/api/leaderboard/me?month=2031-05").then().body("rank", equalTo(3));
    as(town.person())
        .get("/api/leaderboard/me")
        .then()
        .body("rank", nullValue())
        .body("votes", equalTo(0));
    anybody().get("/api/leaderboard?month=2030-01").then().body("items", hasSize(0));
  }

  @Test
  void a_month_that_does_not_parse_is_a_problem() {
    for (String month :
        List.of("2026", "2026-13", "november", "2026-11-01", "99999-01", "0000-01")) {
      problem(anybody().get("/api/leaderboard?month=" + month).then(), 400, "invalid-month");
      problem(
          as(town.person()).get("/api/leaderboard/me?month=" + month).then(), 400, "invalid-month");
    }
  }

  private Person named(String name) {
    Person person = town.person();
    as(person).body(json("display_name", name)).put("/api/me").then().statusCode(200);
    return person;
  }

  private void vote(Person person, int times) {
    for (int i = 0; i < times; i++) {
      as(person)
          .body(json("song_id", town.song(Town.RAIN), "vote_value", 4))
          .post("/api/votes")
          .then()
          .statusCode(201);
    }
  }
}
