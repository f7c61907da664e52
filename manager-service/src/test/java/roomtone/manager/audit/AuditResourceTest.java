package roomtone.manager.audit;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** Staff read the audit log by page, filtered, and a line by itself. */
@QuarkusTest
@QuarkusTestResource(World.class)
class AuditResourceTest {

  World world;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @Test
  void the_log_is_filtered_by_thing_actor_and_period_and_read_by_page() {
    Room room = world.room(admin, "Busy");
    for (String call : List.of("pause", "resume", "pause")) {
      as(admin).post("/api/admin/players/" + room.id() + "/" + call).then().statusCode(200);
    }
    String own = "/api/admin/audit?actor_id=" + admin.userId();
    as(admin).get(own + "&size=3").then().body("total", equalTo(4)).body("items.size()", is(3));
    as(admin)
        .get(own + "&size=3&page=2")
        .then()
        .body("items.action", contains("create"))
        .body("items.thing_id", contains(room.id().toString()));
    as(admin).get(own + "&thing=song").then().body("total", equalTo(0));
    as(admin).get(own + "&thing=player").then().body("total", equalTo(4));
    as(admin).get(own + "&from=2199-01-01T00:00:00Z").then().body("total", equalTo(0));
    as(admin)
        .get(own + "&from=2020-01-01T00:00:00Z&to=2199-01-01T00:00:00Z")
        .then()
        .body("total", equalTo(4));
    as(admin).get("/api/admin/audit").then().body("total", greaterThanOrEqualTo(4));
  }

  @Test
  void a_manager_sees_changes_of_their_own_players() {
    LocalAuth.Session manager = world.manager();
    Room own = world.room(manager, "Mine");
    as(admin).post("/api/admin/players/" + own.id() + "/pause").then().statusCode(200);
    Room others = world.room(admin, "Not mine");
    as(manager)
        .get("/api/admin/audit")
        .then()
        .statusCode(200)
        .body("total", equalTo(2))
        .body("items.thing_id", everyItem(equalTo(own.id().toString())))
        .body("items.actor_id", contains(admin.userId().toString(), manager.userId().toString()));
    as(manager).get("/api/admin/audit?thing_id=" + others.id()).then().body("total", equalTo(0));
    Object line =
        world.sql().value("select id from roomtone.audit_log where thing_id = ?", others.id());
    as(manager)
        .get("/api/admin/audit/" + line)
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-audit-line"));
    as(admin).get("/api/admin/audit/" + line).then().statusCode(200);
    as(world.listener()).get("/api/admin/audit").then().statusCode(403);
  }

  @Test
  void long_contents_are_shown_by_a_single_line_only() {
    world
        .sql()
        .update(
            """
        insert into roomtone.audit_log (actor_id, action, thing, after)
        select ?, 'import', 'song', jsonb_object_agg(gen_random_uuid()::text, 'x') from generate_series(1, 2000)
        """,
            admin.userId());
    Integer id =
        as(admin)
            .get("/api/admin/audit?actor_id=" + admin.userId())
            .then()
            .body("items[0].abridged", equalTo(true))
            .body("items[0].after", nullValue())
            .extract()
            .path("items[0].id");
    as(admin)
        .get("/api/admin/audit/" + id)
        .then()
        .body("abridged", equalTo(false))
        .body("after", allOf(not(nullValue())))
        .body("after.size()", equalTo(2000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thing=vote",
        "thing_id=lobby",
        "actor_id=me",
        "from=yesterday",
        "from=2026-11-01",
        "to=9999-12-31T00:00:00Z",
        "page=0",
        "size=201",
        "page=1000&size=200"
      })
  void a_malformed_request_is_refused(String query) {
    as(admin)
        .get("/api/admin/audit?" + query)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:invalid-field"));
  }
}
