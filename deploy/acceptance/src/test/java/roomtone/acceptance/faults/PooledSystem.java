package roomtone.acceptance.faults;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.hamcrest.Matchers.contains;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** Both services behind a pooler in transaction mode, with seven songs. */
final class PooledSystem implements AutoCloseable {

  /** What a device or a member of staff waits for a change while notifications do not arrive. */
  static final Duration POLLED = ofSeconds(20);

  /** What a change of a queue by the brain takes. */
  static final Duration TICK = ofSeconds(20);

  /** The ids of the songs by their titles, first that of Rain. */
  final Map<String, String> songs = new LinkedHashMap<>();

  final TestSystem system = TestSystem.start();
  final PgBouncer pooler;
  final Brain brain;
  final Manager manager;
  final String admin;

  /**
   * Starts everything and uploads the songs.
   *
   * @param connections the number of connections to the server that each service has
   */
  PooledSystem(int connections) {
    pooler = PgBouncer.before(system.database(), connections);
    Map<String, String> settings =
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", pooler.jdbcUrl(),
            "ROOMTONE_DEVICES_POLL_BURST", "1000000",
            "ROOMTONE_DEVICES_CALL_BURST", "1000000",
            "ROOMTONE_LIMITS_PUBLIC_BURST", "1000000");
    brain = new Brain(system.startBrain(settings).url());
    manager = new Manager(system.startManager(settings).url());
    admin = system.admin().accessToken();
    for (Sound sound : Sound.seven()) {
      songs.put(
          sound.title(), manager.upload(admin, sound).then().statusCode(201).extract().path("id"));
    }
  }

  @Override
  public void close() {
    system.close();
    pooler.close();
  }

  /** A player of a room, and the token of its device. */
  record Device(UUID player, String token) {}

  /** A new room whose queue is full. */
  Device device(String slug) {
    var created = manager.createPlayer(admin, "The " + slug, slug);
    created.then().statusCode(201);
    Device device = new Device(UUID.fromString(created.path("id")), created.path("token"));
    Await.until("five songs", TICK, () -> poll(device).getList("next").size() == 5);
    return device;
  }

  /** The tokens of new listeners, checked in to a room. */
  List<String> arrive(String slug, int people) {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      String token = system.listener().accessToken();
      brain.checkIn(token, slug).then().statusCode(201);
      tokens.add(token);
    }
    return tokens;
  }

  /** The answer to a poll. */
  JsonPath poll(Device device) {
    return manager.poll(device.token()).then().statusCode(200).extract().jsonPath();
  }

  /** The volume that a device is told. */
  float volume(Device device) {
    return poll(device).getFloat("player.volume_db");
  }

  /** Reports twice that the next song has started, and waits until the brain has booked it. */
  String playNext(Device device) {
    JsonPath poll = poll(device);
    String song = poll.getString("next[0].song_id");
    UUID play = UUID.randomUUID();
    var start = system.now();
    for (String result : List.of("recorded", "duplicate")) {
      manager
          .report(device.token(), play, song, poll.getString("next[0].queue_id"), start)
          .then()
          .statusCode(200)
          .body("result", contains(result));
    }
    Await.until(
        "it is booked",
        TICK,
        () ->
            count(
                    "select count(*) from public.songs_playing where booked_at is not null and id = ?",
                    play)
                == 1);
    Await.until(
        "the device has the queue that was filled after it",
        POLLED,
        () -> {
          JsonPath next = poll(device);
          return song.equals(next.getString("current.song_id")) && next.getList("next").size() == 5;
        });
    return song;
  }

  /** The status of each call of a listener and of the device of the room, one after the other. */
  List<Integer> evening(String listener, Device device) {
    List<Integer> statuses = new ArrayList<>();
    statuses.add(
        asListener(listener)
            .body(Map.of("player_id", device.player()))
            .post("/api/checkin")
            .statusCode());
    for (String song : songs.values()) {
      statuses.add(brain.vote(listener, song, 4).statusCode());
      statuses.add(
          asListener(listener)
              .get("/api/players/" + device.player() + "/now-playing")
              .statusCode());
      statuses.add(manager.poll(device.token()).statusCode());
      statuses.add(
          manager
              .report(
                  device.token(),
                  UUID.randomUUID(),
                  song,
                  UUID.randomUUID().toString(),
                  system.now())
              .statusCode());
    }
    statuses.add(brain.checkOut(listener).statusCode());
    return statuses;
  }

  /** A call of the brain with a listener's token. */
  RequestSpecification asListener(String token) {
    return given().baseUri(brain.url()).auth().oauth2(token).contentType(ContentType.JSON);
  }

  /** A call of the manager with an admin's token. */
  RequestSpecification asAdmin() {
    return given().baseUri(manager.url()).auth().oauth2(admin).contentType(ContentType.JSON);
  }

  /** The number that a query returns, as the server sees it, past the pooler. */
  int count(String sql, Object... parameters) {
    try (Sql owner = system.database().sql("supabase_admin")) {
      return owner.integer(sql, parameters);
    }
  }
}
