package roomtone.acceptance.faults;

import static java.time.Duration.ofSeconds;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** Two managers, a brain and many devices, while PostgreSQL is stopped and started again. */
class DatabaseAwayTest {

  private static final int DEVICES = 300;

  /** The connections of a pod: its pool and the one for notifications. */
  private static final int CONNECTIONS = 5;

  /** How long the database is stopped. */
  private static final Duration AWAY = ofSeconds(8);

  /** The most lines that a service may log in that time. */
  private static final int LINES = 12;

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final Map<String, String> etags = new ConcurrentHashMap<>();
  private static final List<UUID> songs = new ArrayList<>();
  private static final List<String> tokens = new ArrayList<>();
  private static TestSystem system;
  private static LocalService brain;
  private static LocalService one;
  private static LocalService two;
  private static LocalAuth.Session listener;

  @BeforeAll
  static void open() {
    system = TestSystem.withDatabaseThatStops();
    try (Fixtures fixtures = Fixtures.in(system.database())) {
      for (int i = 0; i < 7; i++) {
        songs.add(fixtures.song("song " + i, 1, 1, 0, 0, 0));
      }
      for (int i = 0; i < DEVICES; i++) {
        tokens.add(Fixtures.token(fixtures.player("Room " + i)));
      }
    }
    listener = system.listener();
    brain = system.startBrain(Map.of());
    // The devices of the test poll more often than the limit allows.
    Map<String, String> patient = Map.of("ROOMTONE_DEVICES_POLL_BURST", "1000000");
    one = system.startManager(patient);
    two = system.startManager(patient);
    Await.until(
        "all queues are filled",
        ofSeconds(60),
        () -> {
          try (Sql owner = owner()) {
            return owner.integer("select count(*) from public.player_queue") == 5L * DEVICES;
          }
        });
  }

  @AfterAll
  static void shut() {
    http.close();
    system.close();
  }

  @Test
  void while_postgresql_is_stopped_polls_go_on_and_everything_recovers() throws Exception {
    EventStream watcher = new EventStream(brain.url(), "room-1");
    Await.until("the state on connect", ofSeconds(5), () -> watcher.states() > 0);
    FullHour.awaitNoneWithin(Duration.ofMinutes(2));
    assertEquals(Set.of(200), pollAll(false));
    Map<LocalService, Long> linesBefore =
        Map.of(brain, lines(brain), one, lines(one), two, lines(two));

    system.database().stopServer();
    Instant stopped = Instant.now();
    assertEquals(Set.of(304), pollAll(true));
    assertEquals(Set.of(200), pollAll(false));
    for (LocalService manager : List.of(one, two)) {
      report(manager)
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .header("Retry-After", notNullValue());
      assertTrue(manager.isReady());
    }
    new Brain(brain.url())
        .vote(listener.accessToken(), songs.getFirst().toString(), 5)
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .header("Retry-After", notNullValue());
    assertTrue(brain.isReady());
    Await.until(
        "the database was stopped for long enough",
        AWAY.plusSeconds(30),
        () -> Instant.now().isAfter(stopped.plus(AWAY)));
    assertEquals(Set.of(304), pollAll(true));
    linesBefore.forEach(
        (service, before) ->
            assertTrue(
                lines(service) - before <= LINES,
                () -> "too many lines, " + (lines(service) - before) + ":\n" + service.log()));

    system.database().startServer();
    try (Sql owner = owner()) {
      owner.update("update public.players set volume_db = -3");
      long transactions = transactions(owner);
      int most = 0;
      Set<Double> heard = new HashSet<>();
      Instant end = Instant.now().plusSeconds(30);
      while (!heard.equals(Set.of(-3.0)) && Instant.now().isBefore(end)) {
        heard = volumes();
        most =
            Math.max(
                most,
                owner.integer(
                    "select count(*) from pg_stat_activity where usename = 'manager_service'"));
      }
      assertEquals(Set.of(-3.0), heard, "every device is up to date");
      awaitListeners();
      int states = watcher.states();
      report(one).then().statusCode(200).body("[0].result", equalTo("recorded"));
      Await.until("the open stream has a new state", ofSeconds(5), () -> watcher.states() > states);
      new Brain(brain.url())
          .vote(listener.accessToken(), songs.getFirst().toString(), 5)
          .then()
          .statusCode(201);
      Await.until(
          "the play is booked by the same brain",
          ofSeconds(5),
          () ->
              owner.integer("select count(*) from public.songs_playing where booked_at is not null")
                  > 0);
      long cost = transactions(owner) - transactions;
      System.out.printf(
          "DatabaseAwayTest: %d devices back at %d transactions and %d connections of two managers%n",
          DEVICES, cost, most);
      assertTrue(most <= 2 * CONNECTIONS, "connections: " + most);
      assertTrue(cost <= 4 * DEVICES, "transactions: " + cost);
    }

    brain.close();
    Await.until("streams end with their brain", ofSeconds(5), watcher::hasEnded);
    watcher.close();
  }

  private static Sql owner() {
    return system.database().sql("supabase_admin");
  }

  private static LocalService managerOf(int device) {
    return device % 2 == 0 ? one : two;
  }

  private static HttpResponse<String> poll(int device, LocalService manager, boolean ifChanged) {
    String token = tokens.get(device);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(manager.url() + "/api/player/poll"))
            .timeout(ofSeconds(30))
            .header("X-API-Key", token);
    if (ifChanged) {
      request.header("If-None-Match", etags.get(token));
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      answer.headers().firstValue("ETag").ifPresent(etag -> etags.put(token, etag));
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Polls for all devices at the same time. */
  private static List<HttpResponse<String>> pollEach(boolean ifChanged)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> polls =
          IntStream.range(0, DEVICES)
              .mapToObj(device -> threads.submit(() -> poll(device, managerOf(device), ifChanged)))
              .toList();
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (Future<HttpResponse<String>> poll : polls) {
        answers.add(poll.get());
      }
      return answers;
    }
  }

  private static Set<Integer> pollAll(boolean ifChanged)
      throws InterruptedException, ExecutionException {
    Set<Integer> statuses = new HashSet<>();
    pollEach(ifChanged).forEach(answer -> statuses.add(answer.statusCode()));
    return statuses;
  }

  private static Set<Double> volumes() throws InterruptedException, ExecutionException {
    Set<Double> volumes = new HashSet<>();
    for (HttpResponse<String> answer : pollEach(false)) {
      assertEquals(200, answer.statusCode(), answer::body);
      volumes.add(volume(answer.body()));
    }
    return volumes;
  }

  private static double volume(String body) {
    return JsonPath.from(body).getDouble("player.volume_db");
  }

  private static Response report(LocalService manager) {
    return new Manager(manager.url())
        .report(
            tokens.get(1),
            UUID.randomUUID(),
            songs.getFirst().toString(),
            UUID.randomUUID().toString(),
            Instant.now());
  }

  private static long listeners() {
    try (Sql owner = owner()) {
      return owner.integer(
          "select count(*) from pg_stat_activity where application_name = 'roomtone-manager-listen'");
    }
  }

  private static void awaitListeners() {
    Await.until("both managers listen", ofSeconds(20), () -> listeners() == 2);
  }

  private static long transactions(Sql owner) {
    return owner.integer(
        "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()");
  }

  private static long lines(LocalService service) {
    return service.log().lines().count();
  }
}
