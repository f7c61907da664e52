package roomtone.acceptance.faults;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Manager;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/**
 * Changes at one replica of the manager, or in the database, are seen at the other one: within two
 * seconds by notifications, and within the life of a snapshot without them.
 */
class TwoManagersTest {

  private static final Duration NOTIFIED = ofSeconds(2);

  /** The five seconds of a snapshot, and the time of a poll. */
  private static final Duration POLLED = ofSeconds(7);

  /** The time between two cuts of the connections for notifications. */
  private static final Duration CUT_INTERVAL = Duration.ofMillis(5);

  private static TestSystem system;
  private static LocalService one;
  private static LocalService two;
  private static LocalAuth.Session admin;

  @BeforeAll
  static void open() {
    system = TestSystem.start();
    admin = system.admin();
    // The devices of the test poll more often than the limit allows.
    Map<String, String> patient = Map.of("ROOMTONE_DEVICES_POLL_BURST", "1000000");
    one = system.startManager(patient);
    two = system.startManager(patient);
  }

  @AfterAll
  static void shut() {
    system.close();
  }

  @Test
  void a_change_reaches_the_devices_of_the_other_replica() {
    awaitListeners();
    changeIsSeenWithin(NOTIFIED, -7);
  }

  @Test
  void a_new_token_ends_the_old_one_at_the_other_replica() {
    awaitListeners();
    oldTokenIsRefusedWithin(NOTIFIED);
  }

  @Test
  void without_notifications_changes_are_seen_a_few_seconds_later() {
    withoutNotifications(
        () ->
            Stream.<Runnable>of(
                    () -> changeIsSeenWithin(POLLED, -9),
                    () -> oldTokenIsRefusedWithin(POLLED),
                    () -> directChangeIsShownWithin(POLLED))
                .map(CompletableFuture::runAsync)
                .toList()
                .forEach(CompletableFuture::join));
  }

  @Test
  void a_removed_role_has_no_access_at_the_other_replica_and_its_stream_ends() {
    LocalAuth.Session manager = system.listener();
    setRoles(manager, List.of("manager"));
    Response own =
        as(one, manager)
            .contentType(ContentType.JSON)
            .body(Map.of("name", "Own " + UUID.randomUUID()))
            .post("/api/admin/players");
    as(two, manager).get("/api/admin/players/" + own.path("id")).then().statusCode(200);
    try (EventStream stream = EventStream.ofStaff(two.url(), manager.accessToken())) {
      Await.until(
          "all players are sent on connect", ofSeconds(5), () -> stream.contains(own.path("id")));
      setRoles(manager, List.of());
      as(two, manager).get("/api/admin/players/" + own.path("id")).then().statusCode(403);
      as(two, manager)
          .post("/api/admin/players/" + own.path("id") + "/pause")
          .then()
          .statusCode(403);
      Await.until("the stream ends", NOTIFIED, stream::hasEnded);
    }
  }

  @Test
  void changes_of_another_service_are_shown_to_staff() {
    awaitListeners();
    directChangeIsShownWithin(NOTIFIED);
  }

  private static void changeIsSeenWithin(Duration time, float volume) {
    Device device = device();
    assertEquals(0, volumeAt(two, device), 0.01);
    as(one, admin)
        .contentType(ContentType.JSON)
        .body(Map.of("volume_db", volume))
        .patch("/api/admin/players/" + device.player())
        .then()
        .statusCode(200);
    Await.until("the other replica has the change", time, () -> volumeAt(two, device) == volume);
  }

  private static void oldTokenIsRefusedWithin(Duration time) {
    Device device = device();
    assertEquals(200, statusAt(two, device.token()));
    String fresh =
        as(one, admin).post("/api/admin/players/" + device.player() + "/token").path("token");
    assertEquals(
        401, statusAt(one, device.token()), "the old token at the replica that changed it");
    assertEquals(200, statusAt(two, fresh), "the new token is accepted at once");
    Await.until("the old token is refused", time, () -> statusAt(two, device.token()) == 401);
  }

  private static void directChangeIsShownWithin(Duration time) {
    Device device = device();
    try (EventStream stream = EventStream.ofStaff(two.url(), admin.accessToken());
        Sql owner = system.database().sql("postgres")) {
      Await.until(
          "all players are sent on connect", POLLED, () -> stream.contains(device.player()));
      String name = "Renamed " + UUID.randomUUID();
      owner.update(
          "update public.players set name = ? where id = ?",
          name,
          UUID.fromString(device.player()));
      Await.until("the new name is sent", time, () -> stream.contains(name));
    }
  }

  private record Device(String player, String token) {}

  private static Device device() {
    String name = "Room " + UUID.randomUUID();
    Response created =
        new Manager(one.url())
            .createPlayer(
                admin.accessToken(),
                name,
                name.toLowerCase(Locale.ROOT).replace(' ', '-').substring(0, 20));
    return new Device(created.path("id"), created.path("token"));
  }

  private static RequestSpecification as(LocalService manager, LocalAuth.Session who) {
    return given().baseUri(manager.url()).auth().oauth2(who.accessToken());
  }

  private static void setRoles(LocalAuth.Session who, List<String> roles) {
    as(one, admin)
        .contentType(ContentType.JSON)
        .body(Map.of("user_id", who.userId(), "roles", roles))
        .put("/api/admin/roles")
        .then()
        .statusCode(200);
  }

  private static int statusAt(LocalService manager, String token) {
    return new Manager(manager.url()).poll(token).statusCode();
  }

  private static float volumeAt(LocalService manager, Device device) {
    return new Manager(manager.url()).poll(device.token()).path("player.volume_db");
  }

  /** Runs the work while the connections for notifications are cut repeatedly. */
  private static void withoutNotifications(Runnable work) {
    awaitListeners();
    AtomicBoolean over = new AtomicBoolean();
    try (Sql owner = system.database().sql("supabase_admin")) {
      Thread cutting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!over.get()) {
                      owner.update(
                          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'roomtone-manager-listen'");
                      // Connecting takes longer than this pause, which leaves the processor to
                      // others.
                      LockSupport.parkNanos(CUT_INTERVAL.toNanos());
                    }
                  });
      Await.until("no connection for notifications is open", ofSeconds(10), () -> listeners() == 0);
      try {
        work.run();
      } finally {
        over.set(true);
        Await.until("the connections are no longer cut", ofSeconds(5), () -> !cutting.isAlive());
      }
    }
  }

  private static long listeners() {
    try (Sql owner = system.database().sql("supabase_admin")) {
      return owner.integer(
          "select count(*) from pg_stat_activity where application_name = 'roomtone-manager-listen'");
    }
  }

  private static void awaitListeners() {
    Await.until("both managers listen", ofSeconds(20), () -> listeners() == 2);
  }
}
