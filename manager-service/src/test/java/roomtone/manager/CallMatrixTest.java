package roomtone.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.CallMatrix;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World.Room;

/** Who may call what, compared with {@code calls.txt}: a new call is missing there at first. */
@QuarkusTest
@QuarkusTestResource(World.class)
class CallMatrixTest implements CallMatrix.Scene {

  World world;

  @TestHTTPResource("/")
  URI service;

  private LocalAuth.Session admin;
  private LocalAuth.Session manager;
  private Room other;
  private Room room;
  private Room target;
  private UUID song;

  @BeforeEach
  void signIn() {
    admin = world.admin();
    manager = world.manager();
    other = world.room(admin, "Other");
    room = world.room(manager, "Lobby");
    target = world.room(manager, "Garden");
    song = world.song(admin, "Rain");
  }

  @Test
  void everybody_may_call_what_the_matrix_says_and_nothing_else() {
    assertEquals(CallMatrix.expected(CallMatrixTest.class), CallMatrix.of(service, this));
  }

  @Override
  public Map<String, Map<String, String>> callers() {
    LocalAuth.Session former = world.admin();
    world.sql().update("delete from public.roles where user_id = ?", former.userId());
    Map<String, Map<String, String>> callers = new LinkedHashMap<>();
    callers.put("nobody", Map.of());
    callers.put("listener", user(world.listener()));
    callers.put("former admin", user(former));
    callers.put("device", Map.of("X-API-Key", room.token()));
    callers.put("device of another", Map.of("X-API-Key", other.token()));
    callers.put("manager of another", user(world.manager()));
    callers.put("manager", user(manager));
    callers.put("admin", user(admin));
    return callers;
  }

  private static Map<String, String> user(LocalAuth.Session session) {
    return Map.of("Authorization", "Bearer " + session.accessToken());
  }

  /** A call that archives has a player or a song of its own in each try. */
  @Override
  public Map<String, String> variables(String call) {
    boolean archives = call.startsWith("delete ");
    if (call.contains("/players/{id}")) {
      return id(archives ? world.room(manager, "Cellar").id() : target.id());
    }
    if (call.contains("/songs/{id}")) {
      return id(archives ? world.song(admin, "Wind") : song);
    }
    if (call.contains("/audit/{id}")) {
      return id(
          world
              .sql()
              .text("select max(id) from roomtone.audit_log where thing_id = ?", target.id()));
    }
    return Map.of();
  }

  private static Map<String, String> id(Object id) {
    return Map.of("id", id.toString());
  }
}
