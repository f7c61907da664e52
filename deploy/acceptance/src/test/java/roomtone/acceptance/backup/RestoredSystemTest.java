package roomtone.acceptance.backup;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.acceptance.backup.BackupScripts.Outcome;
import roomtone.local.schema.SupabaseShim;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/**
 * A room with songs, a device, listeners, votes and plays is backed up, and goes on in another
 * project and another bucket: its people sign in, its device polls with its token.
 */
@Tag("long")
class RestoredSystemTest {

  private static final String ADDRESS = "ada@example.org";
  private static final String PASSWORD = "password-of-ada";
  private static final String ROOM = "attic";

  /** The restored system has a bucket of another name. */
  private static final String NEW_BUCKET = "roomtone-restored";

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path backups;

  private String deviceToken;
  private String refreshToken;
  private List<Float> taste;

  /** The song for which a vote was cast before the backup. */
  private String liked;

  @Test
  void a_backup_makes_a_fresh_project_and_bucket_the_system_that_it_was() throws Exception {
    List<String> rows;
    try (TestSystem before = TestSystem.start()) {
      live(before);
      rows = backUp(before);
    }
    Path backup = BackupScripts.only(backups);
    Path lost = aFile();
    Path elsewhere = Files.move(lost, backups.resolve("elsewhere"));
    Path stray = Files.writeString(lost.resolveSibling("0".repeat(64) + ".ogg"), "of no song");

    try (TestSystem after = TestSystem.unmigrated()) {
      grantAutomatically(after);
      Path bucket = Files.createDirectory(after.storage().objects().resolveSibling(NEW_BUCKET));
      BackupScripts scripts = new BackupScripts(after).with("ROOMTONE_STORAGE_BUCKET", NEW_BUCKET);

      Outcome incomplete = scripts.restore(backup);
      assertEquals(2, incomplete.code(), incomplete.text());
      assertTrue(incomplete.text().contains("songs/" + lost.getFileName()), incomplete.text());
      assertEquals(without(rows, "public.songs"), without(contents(after), "public.songs"));

      Files.move(elsewhere, lost);
      Outcome complete = scripts.restore(backup, "--files-only");
      assertEquals(0, complete.code(), complete.text());
      assertEquals(3, count(bucket.resolve("songs")));
      assertTrue(Files.exists(stray), "a file that the dump does not name stays where it is");

      goOn(after);
    }
  }

  /** What happens before the backup: uploads, a device that plays, people who vote. */
  private void live(TestSystem system) {
    Brain brain = new Brain(system.startBrain(Map.of()).url());
    Manager manager = new Manager(system.startManager(Map.of()).url());
    LocalAuth.Session ada = system.auth().signUp(ADDRESS, PASSWORD);
    try (Sql owner = system.database().sql("postgres")) {
      owner.update("insert into public.roles (user_id, role) values (?, 'admin')", ada.userId());
    }
    Sound.seven().stream()
        .limit(3)
        .forEach(sound -> manager.upload(ada.accessToken(), sound).then().statusCode(201));
    deviceToken =
        manager
            .createPlayer(ada.accessToken(), "Attic", ROOM)
            .then()
            .statusCode(201)
            .extract()
            .path("token");
    play(system, manager);
    LocalAuth.Session guest = system.listener();
    refreshToken = guest.refreshToken();
    brain.checkIn(guest.accessToken(), ROOM).then().statusCode(201);
    liked = manager.songs(ada.accessToken()).path("items[0].id");
    taste =
        brain
            .vote(guest.accessToken(), liked, 5)
            .then()
            .statusCode(201)
            .extract()
            .path("preference_vector");
    system.stopBrain();
    system.stopManager();
  }

  /**
   * @return the rows of the system, see {@link #contents}
   */
  private List<String> backUp(TestSystem system) throws IOException {
    BackupScripts scripts = new BackupScripts(system);
    Outcome outcome = scripts.backup(backups);
    assertEquals(0, outcome.code(), outcome.text());
    List<String> rows = contents(system);
    Outcome refused = scripts.restore(BackupScripts.only(backups));
    assertEquals(73, refused.code(), "a project in use is not overwritten: " + refused.text());
    assertEquals(rows, contents(system));

    try (Stream<Path> objects = Files.list(system.storage().objects().resolve("songs"))) {
      Files.delete(objects.findAny().orElseThrow());
    }
    Path another = backups.resolveSibling(backups.getFileName() + "-2");
    Outcome incomplete = scripts.backup(another);
    assertEquals(2, incomplete.code(), incomplete.text());
    assertEquals(1, Files.readAllLines(BackupScripts.only(another).resolve("missing.txt")).size());
    return rows;
  }

  /** The loop in the restored system. */
  private void goOn(TestSystem system) {
    Brain brain = new Brain(system.startBrain(Map.of()).url());
    Manager manager =
        new Manager(system.startManager(Map.of("ROOMTONE_STORAGE_BUCKET", NEW_BUCKET)).url());
    String ada = system.auth().signIn(ADDRESS, PASSWORD).accessToken();
    manager.songs(ada).then().statusCode(200).body("items", hasSize(3));
    given()
        .baseUri(manager.url())
        .header("X-API-Key", deviceToken)
        .get("/api/player/manifest")
        .then()
        .statusCode(200)
        .body("items", hasSize(3));

    play(system, manager);

    String guest =
        given()
            .baseUri(system.auth().issuer())
            .contentType(ContentType.JSON)
            .body(Map.of("refresh_token", refreshToken))
            .post("/token?grant_type=refresh_token")
            .then()
            .statusCode(200)
            .extract()
            .path("access_token");
    brain.preferences(guest).then().statusCode(200).body("preference_vector", equalTo(taste));
    brain.checkIn(guest, ROOM).then().statusCode(201);
    brain.vote(guest, liked, 1).then().statusCode(200); // changes the vote of before
    brain.vote(guest, anotherSong(manager, ada), 4).then().statusCode(201);
    Await.value(
        "the queue is filled after the vote",
        SOON,
        () -> brain.next(ROOM, guest),
        next -> !next.isEmpty());
    String newcomer = system.listener().accessToken();
    brain.checkIn(newcomer, ROOM).then().statusCode(201);
    manager.createPlayer(ada, "Cellar", "cellar").then().statusCode(201);
  }

  /** The device fetches the first song of its queue and reports its start. */
  private void play(TestSystem system, Manager manager) {
    JsonPath poll =
        Await.value(
            "a queue",
            SOON,
            () -> manager.poll(deviceToken).then().statusCode(200).extract().jsonPath(),
            answer -> !answer.getList("next").isEmpty());
    String song = poll.getString("next[0].song_id");
    byte[] bytes = Manager.download(poll.getString("next[0].url"));
    String title = poll.getString("next[0].title");
    Sound sound =
        Sound.seven().stream().filter(one -> one.title().equals(title)).findAny().orElseThrow();
    assertArrayEquals(sound.bytes(), bytes);
    manager
        .report(
            deviceToken, UUID.randomUUID(), song, poll.getString("next[0].queue_id"), system.now())
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
  }

  /** A song without a vote. */
  private String anotherSong(Manager manager, String admin) {
    List<String> songs = manager.songs(admin).path("items.id");
    return songs.stream().filter(song -> !song.equals(liked)).findAny().orElseThrow();
  }

  /** Older projects open every new table to browsers; a restored one must not be open. */
  private static void grantAutomatically(TestSystem system) throws SQLException {
    try (Connection superuser = system.database().connect("supabase_admin")) {
      SupabaseShim.grantAutomatically(superuser);
    }
  }

  private static List<String> contents(TestSystem system) {
    return system.database().contents().stream().sorted().toList();
  }

  /** The names of tables may have their schema or not. */
  private static List<String> without(List<String> contents, String table) {
    String name = table.substring(table.indexOf('.') + 1) + " ";
    return contents.stream()
        .filter(line -> !line.startsWith(table + " ") && !line.startsWith(name))
        .toList();
  }

  private Path aFile() throws IOException {
    try (Stream<Path> files = Files.list(backups.resolve("files/songs"))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
