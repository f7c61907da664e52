package roomtone.manager;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static roomtone.manager.World.anybody;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World.Room;

/** Unknown fields and parameters of staff are refused by name; those of devices are ignored. */
@QuarkusTest
@QuarkusTestResource(World.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnknownNamesTest {

  World world;
  LocalAuth.Session admin;
  Room room;
  UUID song;

  @BeforeEach
  void a_room_and_a_song() {
    if (admin == null) {
      admin = world.admin();
      song = world.song(admin, "Rain");
      room = world.room(admin, "Lobby");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST  | players              | {'name': 'Attic', 'timezone': 'Europe/Vienna'} | timezone | slug",
        "PATCH | players/ROOM         | {'volume_db': -6, 'volume': 3}     | volume | volume_db",
        "PUT   | players/ROOM/library | {'song_ids': [], 'songs': []}      | songs  | song_ids",
        "POST  | players/ROOM/pair    | {'code': 'KTZW-BQRM', 'name': 'x'} | name   | code",
        "PATCH | songs/SONG           | {'title': 'Wind', 'Artist': 'me'}  | Artist | artist",
        "PUT   | roles                | {'user_id': 'SONG', 'role': []}    | role   | roles"
      })
  void an_unknown_field_of_staff_is_refused_with_the_known_ones(
      String method, String call, String body, String unknown, String known) throws Exception {
    world
        .refused(
            () ->
                as(admin)
                    .contentType("application/json")
                    .body(here(body.replace('\'', '"')))
                    .request(method, "/api/admin/" + here(call)),
            400,
            "unknown-field")
        .body("detail", containsString("'" + unknown + "'"))
        .body("errors.field", equalTo(List.of(unknown)))
        .body("known", hasItem(known));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  songs?titel=rain, titel, min_duration",
    "GET,  players?archvied=true, archvied, archived",
    "GET,  roles?sise=3, sise, size",
    "GET,  audit?thing=player&actor=SONG, actor, actor_id",
    "GET,  players/ROOM/history?form=2026-11-01T00:00:00Z, form, from",
    "GET,  songs.csv?bpm=3, bpm, type",
    "POST, players/ROOM/library/add?serach=rain, serach, search",
    "PUT,  players/ROOM/library?globl=true, globl, global"
  })
  void an_unknown_parameter_of_staff_is_refused_with_the_known_ones(
      String method, String call, String unknown, String known) throws Exception {
    world
        .refused(
            () ->
                as(admin)
                    .contentType("application/json")
                    .request(method, "/api/admin/" + here(call)),
            400,
            "unknown-parameter")
        .body("detail", containsString("'" + unknown + "'"))
        .body("known", hasItem(known));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, players/ROOM/pause?seconds=5",
    "DELETE, songs/SONG?dry_run=true",
    "GET, players/events?all=true",
    "GET, players/ROOM/qr.svg?code=042917",
    "GET, players/ROOM/queue?page=2",
    "GET, overview?page=2",
    "GET, me?user_id=1"
  })
  void calls_without_parameters_take_none(String method, String call) throws Exception {
    world
        .refused(
            () -> as(admin).request(method, "/api/admin/" + here(call)), 400, "unknown-parameter")
        .body("known", equalTo(List.of()))
        .body("detail", containsString("takes none"));
  }

  @Test
  void an_unknown_name_is_shortened_and_cleaned_in_the_answer() throws Exception {
    world
        .refused(
            () -> as(admin).queryParam("a\nb" + "x".repeat(3_000), "1").get("/api/admin/songs"),
            400,
            "unknown-parameter")
        .body("detail", containsString("'abxxx"))
        .body("detail.length()", lessThan(400));
  }

  @Test
  void sign_in_is_checked_before_the_parameters() {
    anybody().get("/api/admin/songs?titel=rain").then().statusCode(401);
    as(world.listener()).get("/api/admin/songs?titel=rain").then().statusCode(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/player/poll?v=2", "/api/player/manifest?page=1&v=2", "/api/time?v=2"})
  void unknown_parameters_of_devices_are_ignored(String call) {
    device(room.token()).get(call).then().statusCode(200);
  }

  @Test
  void unknown_fields_of_devices_are_ignored() {
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of(
                    "play_id",
                    UUID.randomUUID(),
                    "song_id",
                    song,
                    "started_at",
                    "2026-11-20T12:00:00Z",
                    "volume",
                    3)))
        .post("/api/player/plays?v=2")
        .then()
        .statusCode(200);
    anybody()
        .contentType("application/json")
        .body(Map.of("model", "box"))
        .post("/api/player/pair?v=2")
        .then()
        .statusCode(201);
  }

  private String here(String text) {
    return text.replace("ROOM", room.id().toString()).replace("SONG", song.toString());
  }
}
