package roomtone.acceptance.faults;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/**
 * A song that may no longer play in a room leaves the first place of its queue within two seconds:
 * for the device, for now-playing and for the stream of events. Each test continues where the one
 * before ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnplayableSongsTest {

  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static TestSystem system;
  private static Manager manager;
  private static Brain brain;
  private static String admin;
  private static String player;
  private static String token;

  @BeforeAll
  static void a_room_with_a_library_of_seven_songs() {
    system = TestSystem.start();
    brain = new Brain(system.startBrain(Map.of()).url());
    manager =
        new Manager(system.startManager(Map.of("ROOMTONE_DEVICES_POLL_BURST", "1000000")).url());
    admin = system.admin().accessToken();
    List<String> songs =
        Sound.seven().stream()
            .map(sound -> manager.upload(admin, sound).then().statusCode(201).extract())
            .map(uploaded -> uploaded.<String>path("id"))
            .toList();
    JsonPath created =
        manager.createPlayer(admin, "Attic", "attic").then().statusCode(201).extract().jsonPath();
    player = created.getString("id");
    token = created.getString("token");
    given()
        .baseUri(manager.url())
        .auth()
        .oauth2(admin)
        .contentType(ContentType.JSON)
        .body(Map.of("song_ids", songs))
        .put("/api/admin/players/" + player + "/library")
        .then()
        .statusCode(200);
    String listener = system.listener().accessToken();
    Await.until("the queue is full", PATIENCE, () -> brain.next("attic", listener).size() == 5);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static JsonPath poll() {
    return manager.poll(token).then().statusCode(200).extract().jsonPath();
  }

  private static void report(String song, String entry) {
    manager
        .report(token, UUID.randomUUID(), song, entry, system.now())
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
  }

  /** Makes a change after which the second entry is the first, everywhere and soon. */
  private static void firstEntryLeaves(Runnable change) {
    try (EventStream stream = new EventStream(brain.url(), "attic")) {
      String second = poll().getString("next[1].queue_id");
      change.run();
      Await.until(
          "the second entry is the first one in poll, now-playing and stream",
          SOON,
          () ->
              second.equals(poll().getString("next[0].queue_id"))
                  && second.equals(first(brain.nowPlaying("attic").asString()))
                  && second.equals(first(stream.newest())));
    }
  }

  private static String first(String state) {
    return state.isEmpty() ? null : JsonPath.from(state).getString("next[0].queue_id");
  }

  private static void inTheDatabase(String sql, Object... parameters) {
    try (Sql owner = system.database().sql("postgres")) {
      assertEquals(1, owner.update(sql, parameters));
    }
  }

  @Test
  @Order(1)
  void it_is_removed_from_the_library_in_the_database() {
    firstEntryLeaves(
        () ->
            inTheDatabase(
                "delete from public.player_library where player_id = ? and song_id = ?",
                UUID.fromString(player),
                UUID.fromString(poll().getString("next[0].song_id"))));
  }

  @Test
  @Order(2)
  void it_is_archived_in_the_database() {
    firstEntryLeaves(
        () ->
            inTheDatabase(
                "update public.songs set archived_at = roomtone.now() where id = ?",
                UUID.fromString(poll().getString("next[0].song_id"))));
  }

  @Test
  @Order(3)
  void it_is_archived_by_staff() {
    firstEntryLeaves(
        () ->
            given()
                .baseUri(manager.url())
                .auth()
                .oauth2(admin)
                .delete("/api/admin/songs/" + poll().getString("next[0].song_id"))
                .then()
                .statusCode(204));
  }

  @Test
  @Order(4)
  void a_device_that_has_begun_it_before_reports_it_and_it_is_what_plays() {
    JsonPath before = poll();
    String song = before.getString("next[0].song_id");
    firstEntryLeaves(
        () ->
            inTheDatabase(
                "delete from public.player_library where player_id = ? and song_id = ?",
                UUID.fromString(player),
                UUID.fromString(song)));
    report(song, before.getString("next[0].queue_id"));
    Await.until(
        "it plays, for the device and for listeners",
        SOON,
        () ->
            song.equals(poll().getString("current.song_id"))
                && song.equals(brain.nowPlaying("attic").path("current.song_id")));
    assertFalse(poll().getList("next").isEmpty());
  }
}
