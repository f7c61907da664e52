package roomtone.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.TestSystem;

/** Services whose database refuses their login, or has no migrations. */
@Tag("long")
class UnusableDatabaseTest {

  /** How many times each call is made, all at once. */
  private static final int TIMES = 15;

  /** How long each service runs: long enough for all that it does every few seconds. */
  private static final Duration RUN = Duration.ofSeconds(20);

  /** How many times the readiness of each service is asked for. */
  private static final int PROBES = 20;

  /** The most lines that a service may log, those of its start included. */
  private static final int LINES = 14;

  private static TestSystem system;

  @BeforeAll
  static void open() {
    system = TestSystem.start();
  }

  @AfterAll
  static void shut() {
    system.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong password", "no migrations"})
  void every_call_gets_503_and_the_log_is_bounded(String fault) throws Exception {
    Map<String, String> settings =
        fault.equals("wrong password")
            ? Map.of("QUARKUS_DATASOURCE_PASSWORD", "wrong")
            : Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                system.database().jdbcUrl().replace("/" + system.database().name(), "/postgres"));
    LocalAuth.Session listener = system.listener();
    Instant started = Instant.now();
    LocalService brain = system.launchBrain(settings);
    LocalService manager = system.launchManager(settings);
    for (LocalService service : List.of(brain, manager)) {
      Await.until("it listens", Duration.ofMinutes(1), () -> isListening(service));
      for (int i = 0; i < PROBES; i++) {
        assertFalse(service.isReady());
      }
    }
    String song = UUID.randomUUID().toString();
    Manager devices = new Manager(manager.url());
    List<Callable<Response>> kinds =
        List.of(
            () -> new Brain(brain.url()).vote(listener.accessToken(), song, 5),
            () -> devices.report("a token", UUID.randomUUID(), song, song, Instant.now()),
            () -> devices.songs(listener.accessToken()));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Response> answer :
          callers.invokeAll(
              Collections.nCopies(TIMES, kinds).stream().flatMap(List::stream).toList())) {
        away(answer.get());
      }
    }
    Await.until(
        "they have run for long enough",
        RUN.plusMinutes(1),
        () -> Instant.now().isAfter(started.plus(RUN)));
    for (LocalService service : List.of(brain, manager)) {
      long lines = service.log().lines().count();
      System.out.printf("UnusableDatabaseTest: %s, %d lines%n", fault, lines);
      assertTrue(lines <= LINES, () -> lines + " lines:\n" + service.log());
      service.close();
    }
  }

  private static boolean isListening(LocalService service) {
    return service.log().contains("Listening on");
  }

  private static void away(Response answer) {
    assertEquals(503, answer.statusCode(), answer::asString);
    assertEquals("urn:roomtone:problem:database-away", answer.path("type"));
    assertEquals("5", answer.header("Retry-After"));
  }
}
