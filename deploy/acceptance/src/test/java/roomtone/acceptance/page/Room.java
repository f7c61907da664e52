package roomtone.acceptance.page;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.testing.Chromium;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/**
 * A system with both services, seven songs, and a room whose device has started the first of them.
 */
final class Room implements AutoCloseable {

  static final String SLUG = "garden";
  static final String NAME = "Garden";

  /** What the device would play: the title by the id of each song. */
  final Map<String, String> titles = new HashMap<>();

  final TestSystem system;
  private final Chromium chromium = new Chromium();
  private final String admin;
  private final UUID id;
  private final String device;

  Room() {
    this(TestSystem.start());
  }

  /** As {@link #Room()}, in a system in which no service runs yet. */
  Room(TestSystem system) {
    this.system = system;
    system.startBrain(Map.of());
    system.startManager(Map.of("ROOMTONE_LISTENER_URL", system.brain().url()));
    admin = system.admin().accessToken();
    for (Sound sound : Sound.seven()) {
      String song = manager().upload(admin, sound).then().statusCode(201).extract().path("id");
      titles.put(song, sound.title());
    }
    JsonPath created =
        manager().createPlayer(admin, NAME, SLUG).then().statusCode(201).extract().jsonPath();
    id = UUID.fromString(created.getString("id"));
    device = created.getString("token");
    startNext();
  }

  /** Starts a brain where the last one was, which has ended. */
  void restartBrain() {
    system.startBrain(portOf(system.brain()));
  }

  /** Starts a manager where the last one was, which has ended. */
  void restartManager() {
    Map<String, String> environment = new HashMap<>(portOf(system.manager()));
    environment.put("ROOMTONE_LISTENER_URL", system.brain().url());
    system.startManager(environment);
  }

  private static Map<String, String> portOf(LocalService service) {
    return Map.of("QUARKUS_HTTP_PORT", String.valueOf(URI.create(service.url()).getPort()));
  }

  Manager manager() {
    return new Manager(system.manager().url());
  }

  /** The link of the room, as its QR code has it. */
  String link() {
    return system.brain().url() + "/?player=" + SLUG;
  }

  /** The token of an admin. */
  String admin() {
    return admin;
  }

  UUID id() {
    return id;
  }

  /** Somebody who has never been here. */
  Visitor visitor(Screen screen) {
    return new Visitor(chromium.visitor(screen.options()));
  }

  /** Lets the device start the first song of its queue, and returns the title. */
  String startNext() {
    JsonPath poll = manager().poll(device).then().statusCode(200).extract().jsonPath();
    String song = poll.getString("next[0].song_id");
    manager()
        .report(device, UUID.randomUUID(), song, poll.getString("next[0].queue_id"), system.now())
        .then()
        .statusCode(200);
    return titles.get(song);
  }

  /** Adds a room without a song that plays, and returns the token of its device. */
  String add(String name, String slug) {
    return manager()
        .createPlayer(admin, name, slug)
        .then()
        .statusCode(201)
        .extract()
        .jsonPath()
        .getString("token");
  }

  /** Lets the song that plays begin now, and the device report that it is there. */
  void playOn() {
    manager().poll(device).then().statusCode(200);
    update(
        """
        update public.songs_playing set played_at = roomtone.now() where id = (
          select id from public.songs_playing where player_id = ? order by played_at desc limit 1)
        """,
        id);
  }

  /** The code that the device showed this long ago; one is accepted for five to ten minutes. */
  String codeOf(Duration ago) {
    try (Sql owner = system.database().sql("postgres")) {
      return owner.text(
          """
          select roomtone.presence_code(secret, roomtone.now() - make_interval(secs => ?))
          from roomtone.presence_secrets where player_id = ?
          """,
          ago.toSeconds(),
          id);
    }
  }

  /** Six digits that are no code of the room now or soon. */
  String wrongCode() {
    List<String> right =
        Stream.of(10, 5, 0, -5).map(minutes -> codeOf(Duration.ofMinutes(minutes))).toList();
    return Stream.of("000001", "000002", "000003", "000004", "000005")
        .filter(code -> !right.contains(code))
        .findFirst()
        .orElseThrow();
  }

  /** Changes the room, as its staff do. */
  void change(Map<String, Object> values) {
    given()
        .baseUri(system.manager().url())
        .auth()
        .oauth2(admin)
        .contentType(ContentType.JSON)
        .body(values)
        .patch("/api/admin/players/{id}", id)
        .then()
        .statusCode(200);
  }

  /** Pauses or resumes the room. */
  void pause(boolean isPaused) {
    given()
        .baseUri(system.manager().url())
        .auth()
        .oauth2(admin)
        .post("/api/admin/players/{id}/{call}", id, isPaused ? "pause" : "resume")
        .then()
        .statusCode(200);
  }

  /** Changes rows as the owner of the database. */
  void update(String statement, Object... values) {
    try (Sql owner = system.database().sql("postgres")) {
      owner.update(statement, values);
    }
  }

  /** The titles of the queue, in order, for whoever may see all of it. */
  List<String> queue() {
    try (Sql owner = system.database().sql("postgres")) {
      return owner
          .column(
              "select song_id from public.player_queue where player_id = ? order by position", id)
          .stream()
          .map(titles::get)
          .toList();
    }
  }

  @Override
  public void close() {
    chromium.close();
    system.close();
  }
}
