package roomtone.acceptance.page;

import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import roomtone.acceptance.Manager;
import roomtone.acceptance.Sound;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.Await;
import roomtone.local.testing.Chromium;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** A system with both services and nothing in it, and the browsers of those who come. */
final class Venue implements AutoCloseable {

  /** The password of all accounts. */
  static final String PASSWORD = "correct horse battery";

  /**
   * A room.
   *
   * @param token of its device
   */
  record NewRoom(UUID id, String name, String slug, String token) {}

  final TestSystem system = TestSystem.start();
  private final Chromium chromium = new Chromium();
  private final Map<String, Sound> sounds = new HashMap<>();
  private String admin;

  Venue() {
    // The admin panel calls the brain, so that each service has to know the address of the other.
    int port = Loopback.freePort();
    system.startBrain(Map.of("ROOMTONE_CORS_ORIGINS", "http://127.0.0.1:" + port));
    system.startManager(
        Map.of(
            "QUARKUS_HTTP_PORT",
            String.valueOf(port),
            "ROOMTONE_LISTENER_URL",
            system.brain().url()));
  }

  /** Uploads the seven sounds, as an admin who is nobody else. */
  void uploadSounds() {
    admin = system.admin().accessToken();
    for (Sound sound : Sound.seven()) {
      sounds.put(manager().upload(admin, sound).then().statusCode(201).extract().path("id"), sound);
    }
  }

  /** Adds a room. The sounds have to be there. */
  NewRoom addRoom(String name, String slug) {
    JsonPath created =
        manager().createPlayer(admin, name, slug).then().statusCode(201).extract().jsonPath();
    return new NewRoom(
        UUID.fromString(created.getString("id")), name, slug, created.getString("token"));
  }

  /** Lets a device start the first song of its queue, and returns the title. */
  String startNext(String token) {
    JsonPath poll = manager().poll(token).then().statusCode(200).extract().jsonPath();
    manager()
        .report(
            token,
            UUID.randomUUID(),
            poll.getString("next[0].song_id"),
            poll.getString("next[0].queue_id"),
            system.now())
        .then()
        .statusCode(200);
    return poll.getString("next[0].title");
  }

  /** The queue of a room, in order. */
  List<Sound> queue(NewRoom room) {
    try (Sql owner = system.database().sql("postgres")) {
      return owner
          .column(
              "select song_id from public.player_queue where player_id = ? order by position",
              room.id())
          .stream()
          .map(sounds::get)
          .toList();
    }
  }

  /** The id of one of the sounds. */
  String song(String title) {
    return sounds.entrySet().stream()
        .filter(entry -> entry.getValue().title().equals(title))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** Makes an account with an e-mail address and {@link #PASSWORD}, without a role. */
  UUID account(String email) {
    return system.auth().signUp(email, PASSWORD).userId();
  }

  /** Makes an account of an admin. */
  UUID adminAccount(String email) {
    UUID user = account(email);
    update("insert into public.roles (user_id, role) values (?, 'admin')", user);
    return user;
  }

  /** Runs a statement as the owner of the database. */
  void update(String statement, Object... values) {
    try (Sql owner = system.database().sql("postgres")) {
      owner.update(statement, values);
    }
  }

  /** Waits until the brain has planned the queue of a room after the song that has started. */
  void awaitPlanned(NewRoom room) {
    try (Sql owner = system.database().sql("postgres")) {
      Await.until(
          room.name() + " is planned",
          () ->
              owner.integer(
                      "select count(*) from public.songs_playing where player_id = ? and booked_at is not null",
                      room.id())
                  > 0);
    }
  }

  /** The address of a view of the admin panel. */
  String panel(String path) {
    return system.manager().url() + "/admin/" + path;
  }

  /** The link of a room for listeners. */
  String link(NewRoom room) {
    return system.brain().url() + "/?player=" + room.slug();
  }

  /** Somebody who has never been here. */
  Visitor visitor(Screen screen) {
    return new Visitor(chromium.visitor(screen.options()));
  }

  /** Somebody who signs in to the admin panel. The clock of the page can be moved. */
  Visitor signedIn(String email) {
    Visitor visitor = visitor(Screen.DESKTOP);
    visitor.page().clock().install();
    visitor.opens(panel(""));
    visitor.field("E-mail address").fill(email);
    visitor.field("Password").fill(PASSWORD);
    visitor.presses("Sign in");
    return visitor;
  }

  /** Somebody with a role who signs in to the admin panel. */
  Visitor staff(String email) {
    Visitor staff = signedIn(email);
    staff.reads("Figures");
    return staff;
  }

  private Manager manager() {
    return new Manager(system.manager().url());
  }

  @Override
  public void close() {
    chromium.close();
    system.close();
  }
}
