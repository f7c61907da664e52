package roomtone.manager;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.filter.FilterContext;
import io.restassured.http.ContentType;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import org.junit.jupiter.api.Assertions;
import roomtone.local.testing.DescribedRefusals;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.LocalStorage;

/**
 * The real world around the service: its own database, sign-in and object storage, and people who
 * use it.
 */
public final class World implements QuarkusTestResourceLifecycleManager {

  private static final DescribedRefusals REFUSALS =
      new DescribedRefusals(() -> URI.create(RestAssured.baseURI + ":" + RestAssured.port));

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Path files;
  private LocalDatabase database;
  private LocalAuth auth;
  private LocalStorage storage;

  @Override
  public Map<String, String> start() {
    try {
      files = Files.createTempDirectory("roomtone-manager-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database = LocalDatabase.fresh();
    auth = LocalAuth.start(database);
    storage = LocalStorage.start(files.resolve("s3"));
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
    settings.put("quarkus.datasource.username", "manager_service");
    settings.put("quarkus.datasource.password", LocalDatabase.password("manager_service"));
    settings.put("supabase.url", auth.url().toString());
    settings.put("roomtone.storage.bucket", LocalStorage.BUCKET);
    settings.put("aws.region", "us-east-1");
    settings.put("quarkus.s3.endpoint-override", storage.endpoint().toString());
    settings.put("quarkus.s3.aws.credentials.type", "static");
    settings.put("quarkus.s3.aws.credentials.static-provider.access-key-id", storage.accessKey());
    settings.put(
        "quarkus.s3.aws.credentials.static-provider.secret-access-key", storage.secretKey());
    settings.put("quarkus.http.body.uploads-directory", uploads().toString());
    // Small, so that too much is soon sent.
    settings.put("roomtone.uploads.max-size", "4M");
    settings.put("quarkus.http.limits.max-body-size", "5M");
    // Generous, as one test calls more often than a device does; and a proxy that a test can be.
    settings.put("roomtone.devices.poll-burst", "300");
    settings.put("roomtone.devices.polls-per-minute", "600");
    settings.put("roomtone.devices.unknown-burst", "100");
    settings.put("roomtone.limits.public-burst", "200");
    settings.put("roomtone.staff.streams", "6");
    settings.put("roomtone.trusted-proxies", "127.0.0.2/32");
    // In production this is an environment variable, which the mapping of "roomtone" ignores.
    settings.put("quarkus.config.mapping.validate-unknown", "false");
    settings.put("ROOMTONE_CORS_ORIGINS", "https://panel.example.org, https://desk.example.org");
    settings.put("quarkus.http.test-port", "0");
    settings.put("quarkus.management.test-port", "0");
    // The mapping fits the schema as the service's own login sees it.
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

  public LocalAuth auth() {
    return auth;
  }

  public LocalStorage storage() {
    return storage;
  }

  /** Where the objects of the bucket lie as files. */
  public Path bucket() {
    return files.resolve("s3").resolve(LocalStorage.BUCKET);
  }

  /** Where the service puts uploads while it looks at them. */
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
    run("insert into public.roles (user_id, role) values (?, ?)", session.userId(), role);
    return session;
  }

  /** A request in the name of somebody who has signed in. */
  public static RequestSpecification as(LocalAuth.Session session) {
    return anybody().header("Authorization", "Bearer " + session.accessToken());
  }

  /** A request of somebody who shows nothing. */
  public static RequestSpecification anybody() {
    return given().filter(World::seen);
  }

  private static Response seen(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext next) {
    Response answer = next.next(request, expected);
    REFUSALS.look(
        request.getMethod(),
        request.getURI(),
        answer.statusCode(),
        answer.contentType(),
        answer::asString);
    return answer;
  }

  /** A request that brings a table, in UTF-8. */
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

  /** Runs a statement as the owner of the tables. */
  public void run(String sql, Object... parameters) {
    try (Connection owner = database.connect("postgres");
        PreparedStatement statement = owner.prepareStatement(sql)) {
      bind(statement, parameters);
      statement.execute();
    } catch (SQLException e) {
      Assertions.fail(sql, e);
    }
  }

  /**
   * The first column of the first row of a query as the owner of the tables; null when there is
   * none.
   */
  public Object ask(String sql, Object... parameters) {
    try (Connection owner = database.connect("postgres");
        PreparedStatement statement = owner.prepareStatement(sql)) {
      bind(statement, parameters);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getObject(1) : null;
      }
    } catch (SQLException e) {
      return Assertions.fail(sql, e);
    }
  }

  private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  /** What must not differ after a call that was refused. The log of uploads tells of those. */
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

  /** How many files lie where uploads pass. */
  public long filesOnTheWay() {
    try (Stream<Path> all = Files.exists(uploads()) ? Files.walk(uploads()) : Stream.empty()) {
      return all.filter(Files::isRegularFile).count();
    } catch (IOException | UncheckedIOException e) {
      return -1; // one has gone while they were counted
    }
  }

  /** Checks that a call leaves no trace: in no table, not in the bucket, not on the disk. */
  public <T> T withoutTrace(Callable<T> call) throws Exception {
    List<String> before = traces();
    assertTrue(before.size() > 25, "all tables are looked at");
    T answer = call.call();
    await()
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(5))
        .until(() -> filesOnTheWay() == 0);
    assertEquals(before, traces());
    return answer;
  }

  /** Checks that a call is refused with a problem of that kind, and leaves no trace. */
  public ValidatableResponse refused(Callable<Response> call, int status, String problem)
      throws Exception {
    return withoutTrace(call)
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:" + problem))
        .body("status", equalTo(status))
        .body("title", not(emptyOrNullString()))
        .body("detail", not(emptyOrNullString()));
  }

  /** Uploads a recording that nobody has uploaded before, and answers its id. */
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

  /** A room with its device. */
  public record Room(UUID id, String slug, String token) {}

  /** Adds a player that may play everything. */
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

  /** Adds a player that may play so many songs of its own, which are made for it. */
  public Room roomWith(LocalAuth.Session admin, String name, int songs) {
    List<UUID> library = new ArrayList<>();
    for (int i = 1; i <= songs; i++) {
      library.add(song(admin, name + " " + i));
    }
    Room room = room(admin, name);
    setLibrary(admin, room, library);
    return room;
  }

  /** Decides what a player may play, as if its queue had never held anything else. */
  public void setLibrary(LocalAuth.Session admin, Room room, List<UUID> songs) {
    run("delete from public.player_queue where player_id = ?", room.id());
    as(admin)
        .contentType("application/json")
        .body(Map.of("song_ids", songs))
        .put("/api/admin/players/" + room.id() + "/library")
        .then()
        .statusCode(200);
  }

  /** Ends all connections to the database, waits until they have ended, and lets nobody in. */
  public void cutDatabase() {
    asServer("alter database %s with connection limit 0".formatted(database.name()));
    asServer(
        "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '%s'"
            .formatted(database.name()));
  }

  /** Undoes {@link #cutDatabase()}. */
  public void mendDatabase() {
    asServer("alter database %s with connection limit -1".formatted(database.name()));
  }

  private void asServer(String sql) {
    String url = database.jdbcUrl().replace("/" + database.name(), "/postgres");
    try (Connection superuser =
            DriverManager.getConnection(
                url, "supabase_admin", LocalDatabase.password("supabase_admin"));
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      Assertions.fail(sql, e);
    }
  }
}
