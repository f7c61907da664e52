package roomtone.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import roomtone.local.testing.Await;
import roomtone.local.testing.FaultProxy;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.LocalStorage;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestRequests;

/**
 * Starts database, Auth and object storage for the manager, and makes users, songs and players with
 * its API.
 */
public final class World implements QuarkusTestResourceLifecycleManager {

  /** The address of the listener's page; the services are given it with a slash at its end. */
  public static final String LISTENER = "https://listen.example.org/rooms";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Path files;
  private LocalDatabase database;

  /** Between the service and the database. */
  private FaultProxy network;

  private LocalAuth auth;
  private LocalStorage storage;

  /** The connection of the owner of the tables; null until it is needed. */
  private Sql owner;

  @Override
  public Map<String, String> start() {
    try {
      files = Files.createTempDirectory("roomtone-manager-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database = LocalDatabase.fresh();
    network = FaultProxy.to(database);
    auth = LocalAuth.start(database);
    storage = LocalStorage.start(files.resolve("s3"));
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.datasource.jdbc.url", network.jdbcUrl(database));
    settings.put("quarkus.datasource.username", "manager_service");
    settings.put("quarkus.datasource.password", LocalDatabase.password("manager_service"));
    settings.put("supabase.url", auth.url().toString());
    settings.put("supabase.jwks-url", auth.keySet().url().toString());
    settings.put("supabase.publishable-key", "sb_publishable_test");
    settings.put("roomtone.listener.url", LISTENER + "/");
    settings.put("roomtone.storage.bucket", LocalStorage.BUCKET);
    settings.put("aws.region", "us-east-1");
    settings.put("quarkus.s3.endpoint-override", storage.endpoint().toString());
    settings.put("quarkus.s3.aws.credentials.type", "static");
    settings.put("quarkus.s3.aws.credentials.static-provider.access-key-id", storage.accessKey());
    settings.put(
        "quarkus.s3.aws.credentials.static-provider.secret-access-key", storage.secretKey());
    settings.put("quarkus.http.body.uploads-directory", uploads().toString());
    // Small, so that a test soon exceeds it.
    settings.put("roomtone.uploads.max-size", "4M");
    settings.put("quarkus.http.limits.max-body-size", "5M");
    // Tests poll more often than a device does. The trusted proxy is an address of this machine.
    settings.put("roomtone.devices.poll-burst", "300");
    settings.put("roomtone.devices.polls-per-minute", "600");
    // A change shows in the next poll, however busy the machine is.
    settings.put("roomtone.devices.poll-wait", "2S");
    settings.put("roomtone.devices.unknown-burst", "100");
    settings.put("roomtone.limits.public-burst", "200");
    settings.put("roomtone.staff.streams", "6");
    settings.put("roomtone.connections.head-timeout", "3S");
    settings.put("roomtone.connections.max-per-address", "3000");
    settings.put("roomtone.trusted-proxies", "127.0.0.2/32");
    settings.put("ROOMTONE_CORS_ORIGINS", "https://panel.example.org, https://desk.example.org");
    settings.put("quarkus.http.test-port", "0");
    settings.put("quarkus.management.test-port", "0");
    // Validates the mapping against the schema that the service's login sees.
    settings.put("quarkus.hibernate-orm.database.start-offline", "false");
    settings.put("quarkus.hibernate-orm.schema-management.strategy", "validate");
    return settings;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(World.class));
  }

  @Override
  public void stop() {
    if (storage != null) {
      storage.close();
      auth.close();
      network.close();
      database.close();
    }
    try (Stream<Path> all = Files.walk(files)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public LocalDatabase database() {
    return database;
  }

  /** What lies between the service and the database. */
  public FaultProxy network() {
    return network;
  }

  public LocalAuth auth() {
    return auth;
  }

  public LocalStorage storage() {
    return storage;
  }

  /** The folder with the objects of the bucket. */
  public Path bucket() {
    return files.resolve("s3").resolve(LocalStorage.BUCKET);
  }

  /** The folder of uploads that are being processed. */
  public Path uploads() {
    return files.resolve("uploads");
  }

  /** A new user without any role. */
  public LocalAuth.Session listener() {
    return auth.signUpAnonymously();
  }

  /** A new user who is an admin. */
  public LocalAuth.Session admin() {
    return staff("admin");
  }

  /** A new user who is a manager. */
  public LocalAuth.Session manager() {
    return staff("manager");
  }

  private LocalAuth.Session staff(String role) {
    LocalAuth.Session session =
        auth.signUp(role + NUMBER.incrementAndGet() + "@example.org", "a-long-password");
    role(session.userId(), role);
    return session;
  }

  /** Gives a user a role: 'admin' or 'manager'. */
  public void role(UUID user, String role) {
    try (Fixtures fixtures = Fixtures.in(database)) {
      fixtures.role(user, role);
    }
  }

  /** A request of a signed-in user. */
  public static RequestSpecification as(LocalAuth.Session session) {
    return TestRequests.as(session.accessToken());
  }

  /** A request without credentials. */
  public static RequestSpecification anybody() {
    return TestRequests.anybody();
  }

  /** A request with a CSV table in UTF-8. */
  public static RequestSpecification table(RequestSpecification request, String table) {
    return request
        .config(
            RestAssured.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .defaultCharsetForContentType("UTF-8", "text/csv")
                        .encodeContentTypeAs("text/csv", ContentType.TEXT)))
        .contentType("text/csv")
        .body(table);
  }

  /** A request of a device. */
  public static RequestSpecification device(String token) {
    return anybody().header("X-API-Key", token);
  }

  /** A connection of the owner of the tables, opened again after {@link #cutDatabase()}. */
  public synchronized Sql sql() {
    if (owner == null || !owner.isConnected()) {
      owner = database.sql("postgres");
    }
    return owner;
  }

  /** The tables and objects that a refused call must not change; not the log of uploads. */
  private List<String> traces() {
    return Stream.concat(
            database.contents().stream().filter(table -> !table.startsWith("roomtone.uploads ")),
            objects().stream())
        .toList();
  }

  /** The objects in the bucket, with their sizes. */
  public List<String> objects() {
    if (!Files.isDirectory(bucket())) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(bucket())) {
      return all.filter(Files::isRegularFile)
          .map(file -> bucket().relativize(file) + " " + file.toFile().length())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of files of uploads that are being processed. */
  public long filesOnTheWay() {
    try (Stream<Path> all = Files.exists(uploads()) ? Files.walk(uploads()) : Stream.empty()) {
      return all.filter(Files::isRegularFile).count();
    } catch (IOException | UncheckedIOException e) {
      return -1; // a file was deleted while they were counted
    }
  }

  /** Checks that a call changes no table, no object of the bucket, and leaves no file. */
  public <T> T withoutTrace(Callable<T> call) throws Exception {
    List<String> before = traces();
    assertTrue(before.size() > 25, "all tables are looked at");
    T answer = call.call();
    Await.until("no file of an upload is left", Duration.ofSeconds(5), () -> filesOnTheWay() == 0);
    assertEquals(before, traces());
    return answer;
  }

  /** Checks that a call is answered with this problem and changes nothing. */
  public ValidatableResponse refused(Callable<Response> call, int status, String problem)
      throws Exception {
    return TestRequests.assertProblem(withoutTrace(call).then(), status, problem);
  }

  /** Uploads a new recording and returns its id. */
  public UUID song(LocalAuth.Session admin, String title) {
    return UUID.fromString(
        as(admin)
            .multiPart("file", "sound.wav", Sounds.wav(2))
            .multiPart("title", title)
            .post("/api/admin/songs")
            .then()
            .statusCode(201)
            .extract()
            .path("id"));
  }

  /** A player, with the token of its device. */
  public record Room(UUID id, String slug, String token) {}

  /** Adds a player that may play the whole catalogue. */
  public Room room(LocalAuth.Session staff, String name) {
    ExtractableResponse<Response> created =
        as(staff)
            .contentType("application/json")
            .body("{\"name\": \"" + name + "\"}")
            .post("/api/admin/players")
            .then()
            .statusCode(201)
            .extract();
    return new Room(
        UUID.fromString(created.path("id")), created.path("slug"), created.path("token"));
  }

  /** Adds a player with a library of the given number of new songs. */
  public Room roomWith(LocalAuth.Session admin, String name, int songs) {
    List<UUID> library = new ArrayList<>();
    for (int i = 1; i <= songs; i++) {
      library.add(song(admin, name + " " + i));
    }
    Room room = room(admin, name);
    setLibrary(admin, room, library);
    return room;
  }

  /** Sets the library of a player and empties its queue before. */
  public void setLibrary(LocalAuth.Session admin, Room room, List<UUID> songs) {
    sql().update("delete from public.player_queue where player_id = ?", room.id());
    as(admin)
        .contentType("application/json")
        .body(Map.of("song_ids", songs))
        .put("/api/admin/players/" + room.id() + "/library")
        .then()
        .statusCode(200);
  }

  /** Ends all connections to the database and refuses new ones. */
  public void cutDatabase() {
    DatabaseOutage.begin(database);
  }

  /** Undoes {@link #cutDatabase()}, and waits until the service answers devices that are new. */
  public void mendDatabase() {
    DatabaseOutage.end(database);
    DatabaseOutage.awaitNewDevices(sql());
  }
}
