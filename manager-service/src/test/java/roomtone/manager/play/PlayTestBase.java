package roomtone.manager.play;

import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** What the tests of play reports have in common: a room with six songs, and its device. */
@QuarkusTestResource(World.class)
abstract class PlayTestBase {

  World world;
  LocalAuth.Session admin;
  Room room;

  @BeforeEach
  void a_room_with_six_songs() {
    admin = world.admin();
    room = world.roomWith(admin, "Room", 6);
  }

  static ValidatableResponse report(Room room, Object... plays) {
    return device(room.token())
        .contentType("application/json")
        .body(Arrays.asList(plays))
        .post("/api/player/plays")
        .then();
  }

  static Map<String, Object> play(UUID id, Object song, Instant startedAt) {
    Map<String, Object> play = new HashMap<>();
    play.put("play_id", id);
    play.put("song_id", song);
    play.put("started_at", startedAt.toString());
    return play;
  }

  static Map<String, Object> with(Map<String, Object> play, String key, Object value) {
    Map<String, Object> changed = new HashMap<>(play);
    changed.put(key, value);
    return changed;
  }

  List<String> queue() {
    return device(room.token()).get("/api/player/poll").then().extract().path("next.song_id");
  }

  String status() {
    return (String) world.sql().value("select status from public.players where id = ?", room.id());
  }

  ValidatableResponse at(Instant deviceTime, Object... plays) {
    return device(room.token())
        .header("Roomtone-Device-Time", deviceTime.toString())
        .contentType("application/json")
        .body(Arrays.asList(plays))
        .post("/api/player/plays")
        .then();
  }

  Instant playedAt(UUID play) {
    return world.sql().instant("select played_at from public.songs_playing where id = ?", play);
  }

  Instant endedAt(UUID play) {
    return world.sql().instant("select ended_at from public.songs_playing where id = ?", play);
  }
}
