package roomtone.manager.role;

import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.local.testing.TestRequests.assertProblem;
import static roomtone.manager.World.anybody;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalAuth.Signature;
import roomtone.local.testing.TestRequests;
import roomtone.manager.World;

/** What somebody who has signed in reads of themselves. */
@QuarkusTest
@QuarkusTestResource(World.class)
class MeResourceTest {

  World world;

  private static ValidatableResponse me(LocalAuth.Session user) {
    return as(user).get("/api/admin/me").then();
  }

  @Test
  void everybody_who_has_signed_in_reads_their_roles_and_nothing_else() {
    LocalAuth.Session admin = world.admin();
    me(admin)
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("user_id", equalTo(admin.userId().toString()))
        .body("roles", contains("admin"))
        .body("admin_exists", equalTo(true));
    LocalAuth.Session listener = world.listener();
    me(listener)
        .statusCode(200)
        .body("$", aMapWithSize(3))
        .body("user_id", equalTo(listener.userId().toString()))
        .body("roles", empty())
        .body("admin_exists", equalTo(true));
    world.role(listener.userId(), "manager");
    me(listener).body("roles", contains("manager"));
  }

  @Test
  void without_an_admin_it_says_so() {
    LocalAuth.Session manager = world.manager();
    world.sql().update("delete from public.roles where role = 'admin'");
    me(manager).body("roles", contains("manager")).body("admin_exists", equalTo(false));
  }

  @Test
  void a_user_without_a_profile_has_no_role() {
    LocalAuth.Session listener = world.listener();
    world.sql().update("delete from public.profiles where id = ?", listener.userId());
    me(listener).statusCode(200).body("roles", empty());
  }

  @Test
  void a_deleted_user_gets_account_gone() {
    LocalAuth.Session gone = world.manager();
    world.sql().update("delete from auth.users where id = ?", gone.userId());
    assertProblem(me(gone), 401, "account-gone");
  }

  @Test
  void nobody_else_may_ask() {
    assertEquals(401, anybody().get("/api/admin/me").statusCode());
    assertEquals(401, device("0".repeat(64)).get("/api/admin/me").statusCode());
    Map<String, Object> claims = world.auth().claims(world.listener().userId());
    claims.put("role", "service_role");
    assertProblem(
        TestRequests.as(world.auth().sign(claims, Signature.OURS)).get("/api/admin/me").then(),
        403,
        "forbidden");
  }
}
