package roomtone.manager.role;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;

@QuarkusTest
@QuarkusTestResource(World.class)
class RoleResourceTest {

  World world;

  private static ValidatableResponse put(LocalAuth.Session who, Object body) {
    return as(who).contentType("application/json").body(body).put("/api/admin/roles").then();
  }

  private static Map<String, Object> roles(LocalAuth.Session of, String... roles) {
    return Map.of("user_id", of.userId(), "roles", List.of(roles));
  }

  @Test
  void an_admin_gives_and_takes_roles() {
    LocalAuth.Session admin = world.admin();
    LocalAuth.Session somebody = world.listener();
    as(somebody).get("/api/admin/players").then().statusCode(403);
    put(admin, roles(somebody, "manager", "manager"))
        .statusCode(200)
        .body("user_id", equalTo(somebody.userId().toString()))
        .body("roles", contains("manager"));
    as(somebody).get("/api/admin/players").then().statusCode(200);
    put(admin, roles(somebody, "manager", "admin"))
        .statusCode(200)
        .body("roles", contains("admin", "manager"));
    as(somebody).get("/api/admin/roles").then().statusCode(200);
    as(admin)
        .get("/api/admin/roles?size=200")
        .then()
        .statusCode(200)
        .body("items.user_id", hasItem(somebody.userId().toString()))
        .body("items.find { it.user_id == '" + admin.userId() + "' }.roles", contains("admin"));
    put(admin, roles(somebody)).statusCode(200).body("roles", empty());
    as(somebody).get("/api/admin/players").then().statusCode(403);
  }

  @Test
  void the_last_admin_keeps_the_role() {
    LocalAuth.Session admin = world.admin();
    world
        .sql()
        .update("delete from public.roles where role = 'admin' and user_id <> ?", admin.userId());
    put(admin, roles(admin, "manager"))
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:last-admin"));
    LocalAuth.Session second = world.admin();
    put(admin, roles(admin)).statusCode(200);
    put(second, roles(second)).statusCode(409);
  }

  @Test
  void managers_and_listeners_may_not_set_roles() {
    LocalAuth.Session manager = world.manager();
    as(manager)
        .get("/api/admin/roles")
        .then()
        .statusCode(403)
        .contentType("application/problem+json");
    put(manager, roles(manager, "admin")).statusCode(403);
    put(world.listener(), roles(manager, "admin")).statusCode(403);
  }

  @Test
  void an_unknown_user_gets_no_role() {
    put(world.admin(), Map.of("user_id", UUID.randomUUID(), "roles", List.of("manager")))
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-user"));
  }

  @Test
  void an_admin_names_somebody_by_e_mail() {
    LocalAuth.Session admin = world.admin();
    String email = "ada-" + UUID.randomUUID() + "@example.org";
    put(admin, Map.of("email", email, "roles", List.of("manager")))
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-user"))
        .body("detail", containsString("sign up first"));
    LocalAuth.Session ada = world.auth().signUp(email, "a-long-password");
    put(admin, Map.of("email", " A" + email.substring(1) + " ", "roles", List.of("manager")))
        .statusCode(200)
        .body("user_id", equalTo(ada.userId().toString()))
        .body("email", equalTo(email))
        .body("roles", contains("manager"));
    as(ada).get("/api/admin/players").then().statusCode(200);
    as(admin)
        .get("/api/admin/audit?size=1&thing_id=" + ada.userId())
        .then()
        .body("items[0].action", equalTo("change-roles"))
        .body("toString()", not(containsString(email)));
    put(admin, Map.of("email", email, "user_id", ada.userId(), "roles", List.of()))
        .statusCode(400)
        .body("errors[0].field", equalTo("email"));
    as(ada).get("/api/admin/players").then().statusCode(200);
  }

  @Test
  void an_address_of_several_users_names_none() {
    LocalAuth.Session admin = world.admin();
    String email = "twin-" + UUID.randomUUID() + "@example.org";
    LocalAuth.Session first = world.auth().signUp(email, "a-long-password");
    LocalAuth.Session second = world.listener();
    world.sql().update("update public.profiles set email = ? where id = ?", email, second.userId());
    put(admin, Map.of("email", email, "roles", List.of("admin")))
        .statusCode(400)
        .body("errors[0].field", equalTo("email"));
    as(first).get("/api/admin/players").then().statusCode(403);
    as(second).get("/api/admin/players").then().statusCode(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"roles\": []}",
        "{\"user_id\": null, \"email\": null, \"roles\": []}",
        "{\"email\": \"\", \"roles\": []}",
        "{\"email\": [\"ada@example.org\"], \"roles\": []}",
        "{\"user_id\": \"x\", \"roles\": []}",
        "{\"user_id\": \"123e4567-e89b-12d3-a456-426614174000\"}",
        "{\"user_id\": \"123e4567-e89b-12d3-a456-426614174000\", \"roles\": [\"king\"]}",
        "{\"user_id\": \"123e4567-e89b-12d3-a456-426614174000\", \"roles\": \"admin\"}",
        "{\"user_id\": \"123e4567-e89b-12d3-a456-426614174000\", \"roles\": [null]}"
      })
  void a_malformed_change_of_roles_is_refused(String body) {
    put(world.admin(), body).statusCode(400).contentType("application/problem+json");
  }
}
