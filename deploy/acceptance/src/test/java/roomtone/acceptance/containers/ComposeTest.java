package roomtone.acceptance.containers;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.Await;

/**
 * docker-compose.yml on a real engine: a guest's and a device's way through the system by HTTP,
 * before and after every container was started again. It takes the ports that the file publishes.
 */
@Tag("long")
class ComposeTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String AUTH = "http://127.0.0.1:54321/auth/v1";

  private final Brain brain = new Brain("http://127.0.0.1:8080");
  private final Manager manager = new Manager("http://127.0.0.1:8081");
  private final Map<String, Sound> songs = new HashMap<>();

  /**
   * Waits until nothing has these ports. The system gives some of them to outgoing connections,
   * too, which on a busy machine have them for a while.
   */
  private static void awaitFree(List<Integer> ports) {
    for (int port : ports) {
      Await.until(
          "port %d is free, which docker-compose.yml needs".formatted(port),
          SOON,
          () -> Loopback.isFree(port));
    }
  }

  @Test
  void the_loop_goes_round_and_data_outlive_a_restart_of_every_container() throws Exception {
    awaitFree(List.of(8080, 8081, 54321, 54322, 54330));
    Engine engine = Engine.withImages();
    try (Compose compose = Compose.prepare(engine)) {
      up(compose);

      String admin = signUp("{\"email\": \"ada@example.org\", \"password\": \"correct horse\"}");
      compose.run(
          "exec",
          "-T",
          "-e",
          "PGPASSWORD=postgres",
          "database",
          "psql",
          "--host=127.0.0.1",
          "--username=postgres",
          "--dbname=postgres",
          "--set=ON_ERROR_STOP=1",
          "--command",
          "insert into public.roles (user_id, role) select id, 'admin' from auth.users where email = 'ada@example.org'");
      for (Sound sound : Sound.seven()) {
        Response uploaded = manager.upload(admin, sound);
        uploaded.then().statusCode(201);
        songs.put(uploaded.path("id"), sound);
      }
      Response created = manager.createPlayer(admin, "The garden", "garden");
      created.then().statusCode(201);
      String device = created.path("token");
      String guest = signUp("{}");
      brain.checkIn(guest, "garden").then().statusCode(201);
      brain.preferences(guest).then().statusCode(200);
      goRound(device, guest);

      for (String service : List.of("database", "brain", "manager")) {
        compose.run("restart", "--timeout=20", service);
        up(compose);
        awaitDatabase(admin, guest);
        manager.songs(admin).then().statusCode(200).body("total", equalTo(songs.size()));
        goRound(device, guest);
      }

      compose.run("down", "--timeout=20");
      up(compose);
      awaitDatabase(admin, guest);
      manager.songs(admin).then().statusCode(200).body("total", equalTo(songs.size()));
      goRound(device, guest);
    }
  }

  /** Starts what does not run, in the order of the file, and waits until both services answer. */
  private void up(Compose compose) {
    compose.run("up", "--detach", "--no-build");
    for (String health :
        List.of("http://127.0.0.1:8080/api/players", "http://127.0.0.1:8081/admin/config.json")) {
      Await.until(health + " answers", SOON, () -> answers(health));
    }
  }

  /** Waits until both services reach their database: without it they answer 503. */
  private void awaitDatabase(String admin, String guest) {
    Await.until("the manager reads songs", SOON, () -> manager.songs(admin).statusCode() == 200);
    Await.until(
        "the brain knows the session", SOON, () -> brain.session(guest).statusCode() == 200);
  }

  private static boolean answers(String address) {
    try {
      return given().get(address).statusCode() == 200;
    } catch (Exception notListening) { // REST-assured throws the checked exceptions of its client
      return false;
    }
  }

  /**
   * A poll, the bytes of the next song, a vote on it, and the play of it, which everybody sees. The
   * vote may revise that of an earlier round.
   */
  private void goRound(String device, String guest) {
    JsonPath poll =
        Await.value(
            "five songs are queued",
            SOON,
            () -> manager.poll(device).then().statusCode(200).extract().jsonPath(),
            answer -> answer.getList("next").size() == 5);
    String song = poll.getString("next[0].song_id");
    byte[] bytes = Manager.download(poll.getString("next[0].url"));
    assertArrayEquals(songs.get(song).bytes(), bytes);

    brain.vote(guest, song, 5).then().statusCode(anyOf(is(201), is(200)));
    String queued = poll.getString("next[0].queue_id");
    Instant now = Clock.systemUTC().instant();
    manager
        .report(device, UUID.randomUUID(), song, queued, now)
        .then()
        .statusCode(200)
        .body("result", hasItem("recorded"));
    Await.value(
        "the song plays",
        SOON,
        () -> brain.nowPlaying("garden").<String>path("current.song_id"),
        song::equals);
  }

  private static String signUp(String body) {
    return given()
        .contentType(ContentType.JSON)
        .body(body)
        .post(AUTH + "/signup")
        .then()
        .statusCode(200)
        .extract()
        .path("access_token");
  }
}
