package roomtone.acceptance.faults;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** Two managers, a brain and many devices, while all processes of PostgreSQL are stopped. */
@Tag("long")
class DatabaseHangsTest {

  private static final int DEVICES = 200;

  /** How many devices poll at the same time. */
  private static final int AT_ONCE = 20;

  /** How long PostgreSQL is stopped: longer than notifications count as proven. */
  private static final Duration STOPPED = ofSeconds(30);

  private static final Duration POLL = ofSeconds(1);

  /** The limit of a call, 8 s, and some time for a busy machine. */
  private static final Duration CALL = ofSeconds(11);

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final List<UUID> songs = new ArrayList<>();
  private static final List<String> tokens = new ArrayList<>();
  private static TestSystem system;
  private static LocalService brain;
  private static LocalService polled;
  private static LocalService unpolled;
  private static LocalAuth.Session listener;

  /** The answer to a poll. */
  private record Answer(int status, Duration time) {}

  @BeforeAll
  static void open() throws Exception {
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
    Map<String, String> environment =
        Map.of("ROOMTONE_DEVICES_POLL_BURST", "1000000", "ROOMTONE_DEVICES_POLL_WAIT", "300ms");
    polled = system.startManager(environment);
    pollAll(polled);
    try (Sql owner = system.database().sql("supabase_admin")) {
      Await.until(
          "all players are online",
          ofSeconds(60),
          () ->
              owner.integer("select count(*) from public.players where status <> 'offline'")
                  == DEVICES);
    }
    unpolled = system.startManager(environment);
  }

  @AfterAll
  static void shut() {
    http.close();
    system.close();
  }

  @Test
  void while_postgresql_is_stopped_polls_are_answered_at_once_and_calls_after_eight_seconds()
      throws Exception {
    UUID play = UUID.randomUUID();
    pollAll(polled);
    system.database().pauseServer();
    Instant end = Instant.now().plus(STOPPED);
    Duration longest = Duration.ZERO;
    int polls = 0;
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Response>> givenUp =
          List.of(
              calls.submit(() -> report(polled, play)),
              calls.submit(() -> report(unpolled, play)),
              calls.submit(DatabaseHangsTest::vote));
      while (Instant.now().isBefore(end)) {
        for (LocalService manager : List.of(polled, unpolled)) {
          for (Answer answer : pollAll(manager)) {
            assertEquals(200, answer.status());
            longest = answer.time().compareTo(longest) > 0 ? answer.time() : longest;
            polls++;
          }
          assertTrue(manager.isReady());
        }
        assertTrue(brain.isReady());
      }
      for (Future<Response> call : givenUp) {
        assertEquals(503, call.get().statusCode());
        assertEquals("5", call.get().header("Retry-After"));
        Duration time = Duration.ofMillis(call.get().time());
        assertTrue(time.compareTo(CALL) < 0, time::toString);
      }
    } finally {
      system.database().resumeServer();
    }
    Instant resumed = Instant.now();
    Await.until("a play is stored", ofSeconds(10), () -> report(polled, play).statusCode() == 200);
    Await.until("a vote is stored", ofSeconds(10), () -> vote().statusCode() / 100 == 2);
    System.out.printf(
        "DatabaseHangsTest: the longest of %d polls took %d ms; plays and votes again after %d ms%n",
        polls, longest.toMillis(), Duration.between(resumed, Instant.now()).toMillis());
    assertTrue(longest.compareTo(POLL) < 0, longest::toString);
    try (Sql owner = system.database().sql("supabase_admin")) {
      assertEquals(
          1, owner.integer("select count(*) from public.songs_playing where id = ?", play));
    }
    for (LocalService service : List.of(brain, polled, unpolled)) {
      assertFalse(service.log().contains("\tat "), service::log);
    }
  }

  /** Polls for all devices, some at a time. */
  private static List<Answer> pollAll(LocalService manager) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Answer>> polls = new ArrayList<>();
      tokens.forEach(token -> polls.add(() -> poll(token, manager)));
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : callers.invokeAll(polls)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  private static Answer poll(String token, LocalService manager)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(manager.url() + "/api/player/poll"))
            .timeout(ofSeconds(30))
            .header("X-API-Key", token)
            .build();
    long start = System.nanoTime();
    int status = http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    return new Answer(status, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Response report(LocalService manager, UUID play) {
    return new Manager(manager.url())
        .report(
            tokens.getFirst(),
            play,
            songs.getFirst().toString(),
            UUID.randomUUID().toString(),
            Instant.now());
  }

  private static Response vote() {
    return new Brain(brain.url()).vote(listener.accessToken(), songs.getFirst().toString(), 5);
  }
}
