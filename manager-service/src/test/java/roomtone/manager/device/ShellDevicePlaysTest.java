package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Checkout;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** The shell device plays the queue and obeys skip, pause and resume. */
@QuarkusTest
class ShellDevicePlaysTest extends ShellDevice {

  @Test
  void it_plays_the_queue_to_files_and_reports_what_it_played() throws Exception {
    Room room = roomWith(4);
    List<String> queue =
        World.device(room.token()).get("/api/player/poll").then().extract().path("next.song_id");
    awaitEnd(device(room.token(), managersPort(), "--plays", "3"));
    assertEquals(
        queue.subList(0, 3), heard().stream().limit(3).map(line -> line.get(4)).toList(), output());
    assertEquals(3, plays(room, "finished"), output());
    // The fourth had begun while the third faded out.
    assertEquals(1, plays(room, "interrupted"), output());
    try (Stream<Path> files = Files.list(folder.resolve("heard"))) {
      assertEquals(
          4, files.filter(file -> Files.exists(file) && !file.endsWith("heard.tsv")).count());
    }
    assertEquals(
        0L,
        world
            .sql()
            .value(
                "select count(*) from public.songs_playing where player_id = ? and queue_id is null",
                room.id()));
  }

  @Test
  void it_skips_pauses_and_resumes_when_staff_ask() throws Exception {
    Room room = roomWith(4);
    change(room, "{\"soundscape_seconds\": 3600, \"crossfade_seconds\": 0}");
    Process device = device(room.token(), managersPort());
    Await.until("the room plays", SOON, () -> status(room).equals("playing"));
    as(admin).post("/api/admin/players/" + room.id() + "/skip").then().statusCode(200);
    Await.until("the skipped play is reported", SOON, () -> plays(room, "skipped") == 1);
    Await.until("the room plays", SOON, () -> status(room).equals("playing"));
    as(admin).post("/api/admin/players/" + room.id() + "/pause").then().statusCode(200);
    Await.until("the interrupted play is reported", SOON, () -> plays(room, "interrupted") == 1);
    assertEquals("idle", status(room));
    as(admin).post("/api/admin/players/" + room.id() + "/resume").then().statusCode(200);
    Await.until("the room plays", SOON, () -> status(room).equals("playing"));
    device.destroy();
    awaitEnd(device);
    assertEquals(2, plays(room, "interrupted"), output());
  }

  @Test
  void it_shows_the_presence_code_when_it_changes() throws Exception {
    Room room = roomWith(2);
    change(room, "{\"presence\": \"code\"}");
    Process device = device(room.token(), managersPort());
    String code = codeOnTheScreen("");
    String answered =
        World.device(room.token()).get("/api/player/poll").path("player.presence.code");
    assertEquals(answered, code);
    String link = World.LISTENER + "/?player=" + room.slug();
    assertEquals(link + "&code=" + code, state("join-link").strip());
    change(room, "{\"name\": \"Renamed\"}");
    Await.until("the device knows the name", SOON, () -> state("poll.json").contains("Renamed"));
    as(admin)
        .post("/api/admin/players/" + room.id() + "/presence-code/rotate")
        .then()
        .statusCode(200);
    String next = codeOnTheScreen(code);
    change(room, "{\"presence\": \"open\"}");
    Await.until("the screen is empty", SOON, () -> state("presence").isBlank());
    assertEquals(link, state("join-link").strip());
    device.destroy();
    awaitEnd(device);
    assertEquals(
        List.of(
            "the presence code is " + code,
            "the presence code is " + next,
            "the room asks for no presence code any more"),
        output()
            .lines()
            .filter(line -> line.contains("presence code"))
            .map(line -> line.substring(line.indexOf(" the ") + 1))
            .toList());
  }

  @Test
  void a_code_that_is_accepted_no_longer_leaves_the_screen() throws Exception {
    Room room = roomWith(2);
    change(room, "{\"presence\": \"code\"}");
    // At this speed the ten minutes for which a code may be shown pass in 1.5 s.
    Process device = device(room.token(), managersPort(), "--speed", "400");
    codeOnTheScreen("");
    as(admin).post("/api/admin/players/" + room.id() + "/token").then().statusCode(200);
    Await.until("the screen is empty", SOON, () -> state("presence").isBlank());
    assertEquals("", state("join-link"));
    device.destroy();
    awaitEnd(device);
    assertTrue(output().contains("the presence code has expired"), this::output);
  }

  /** The code in the file for the screen, as soon as it is another. */
  private String codeOnTheScreen(String before) {
    return Await.value(
        "the device shows a new code",
        SOON,
        () -> state("presence").strip(),
        code -> code.matches("[0-9]{6}") && !code.equals(before));
  }

  private String state(String file) throws IOException {
    Path path = folder.resolve("state").resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  @Test
  void an_entry_that_left_the_queue_does_not_begin_and_what_has_begun_goes_on() throws Exception {
    Room room = roomWith(4);
    change(room, "{\"soundscape_seconds\": 3600, \"crossfade_seconds\": 0}");
    Process device = device(room.token(), managersPort());
    Await.until("the room plays", SOON, () -> status(room).equals("playing"));
    String plays = current(room);
    String last =
        World.device(room.token())
            .get("/api/player/poll")
            .then()
            .extract()
            .path("next[-1].song_id");
    as(admin)
        .contentType("application/json")
        .body(Map.of("song_ids", List.of(last)))
        .put("/api/admin/players/" + room.id() + "/library")
        .then()
        .statusCode(200);
    Await.value(
        "only the last song is in the queue of the device: " + last,
        SOON,
        () -> Files.readAllLines(folder.resolve("state/queue.tsv")),
        queue -> queue.size() == 1 && queue.getFirst().contains(last));
    assertEquals(plays, current(room));
    as(admin).post("/api/admin/players/" + room.id() + "/skip").then().statusCode(200);
    Await.until("the last song plays", SOON, () -> last.equals(current(room)));
    device.destroy();
    awaitEnd(device);
    assertEquals(List.of(plays, last), heard().stream().map(line -> line.get(4)).toList());
  }

  @Test
  void without_a_token_it_shows_a_code_and_plays_once_staff_have_confirmed_it() throws Exception {
    Room room = roomWith(2);
    Process device = device(null, managersPort(), "--pair", "--plays", "1");
    String code = "with the code ";
    Await.until("a pairing code is shown", SOON, () -> output().contains(code));
    String shown =
        output()
            .substring(output().indexOf(code) + code.length())
            .lines()
            .findFirst()
            .orElseThrow();
    as(admin)
        .contentType("application/json")
        .body("{\"code\": \"" + shown + "\"}")
        .post("/api/admin/players/" + room.id() + "/pair")
        .then()
        .statusCode(204);
    awaitEnd(device);
    assertEquals(1, plays(room, "finished"), output());
    assertTrue(Files.readString(folder.resolve("state/token")).strip().matches("[0-9a-f]{64}"));
  }

  @Test
  void it_names_its_options_and_missing_programs() throws Exception {
    Process help =
        new ProcessBuilder(
                Checkout.folder().resolve("deploy/device/roomtone-device").toString(), "--help")
            .start();
    assertTrue(
        new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .startsWith("usage: roomtone-device"));
    assertEquals(0, help.waitFor());
    Process nothing = device(null, managersPort());
    assertEquals(64, nothing.waitFor());
    assertTrue(output().contains("no token"), this::output);
  }

  private String current(Room room) {
    return (String)
        world
            .sql()
            .value("select current_song_id::text from public.players where id = ?", room.id());
  }

  private String status(Room room) {
    return (String) world.sql().value("select status from public.players where id = ?", room.id());
  }
}
