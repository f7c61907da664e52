package roomtone.brain.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.local.testing.CallMatrix;

/** Who may call what, compared with {@code calls.txt}: a new call is missing there at first. */
@QuarkusTest
class CallMatrixTest extends BrainTest implements CallMatrix.Scene {

  @TestHTTPResource("/")
  URI service;

  private UUID song;
  private Room room;
  private Person listener;
  private Person manager;

  /** Of the listener. */
  private String vote;

  @BeforeEach
  void openRoom() {
    song = fixtures.song(BrainFixtures.RAIN);
  }

  @Test
  void everybody_may_call_what_the_matrix_says_and_nothing_else() {
    assertEquals(CallMatrix.expected(CallMatrixTest.class), CallMatrix.of(service, this));
  }

  /** Everybody is new for each call, because listeners erase themselves. */
  @Override
  public Map<String, Map<String, String>> callers() {
    room = fixtures.room(song);
    listener = fixtures.person();
    manager = fixtures.person();
    Person managerOfAnother = fixtures.person();
    Person admin = fixtures.person();
    Person former = fixtures.person();
    fixtures.makeManager(manager);
    fixtures.makeManager(managerOfAnother);
    fixtures.makeAdmin(admin);
    fixtures.makeAdmin(former);
    fixtures.sql().update("delete from public.roles where user_id = ?", former.id());
    fixtures
        .sql()
        .update("update public.players set manager_id = ? where id = ?", manager.id(), room.id());
    fixtures.checkIn(listener, room);
    vote =
        as(listener)
            .body(BrainFixtures.json("song_id", song, "vote_value", 4))
            .post("/api/votes")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    Map<String, Map<String, String>> callers = new LinkedHashMap<>();
    callers.put("nobody", Map.of());
    callers.put("device", Map.of("X-API-Key", "0".repeat(64)));
    callers.put("listener elsewhere", user(fixtures.person()));
    callers.put("former admin", user(former));
    callers.put("manager of another", user(managerOfAnother));
    callers.put("manager", user(manager));
    callers.put("admin", user(admin));
    callers.put("listener", user(listener));
    return callers;
  }

  private static Map<String, String> user(Person person) {
    return Map.of("Authorization", "Bearer " + person.token());
  }

  @Override
  public Map<String, String> variables(String call) {
    return Map.of(
        "player",
        room.slug(),
        "id",
        vote,
        "exclusion",
        call.contains("{exclusion}") ? exclusion() : "");
  }

  private String exclusion() {
    return as(manager)
        .body("{\"from\": \"2026-01-01T00:00:00Z\", \"to\": \"2026-01-02T00:00:00Z\"}")
        .post("/api/players/" + room.slug() + "/vote-exclusions")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }
}
