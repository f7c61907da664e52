package roomtone.acceptance.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import roomtone.acceptance.Brain;
import roomtone.acceptance.Manager;
import roomtone.local.testing.Await;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalService;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/**
 * Migrations and services are applied apart. A pod waits in readiness for the migrations that it
 * was built for; a pod of the release before goes on when a migration adds what the next one needs.
 */
@Tag("long")
class NextReleaseTest {

  private static final Duration START = Duration.ofSeconds(60);

  private static final int CALLERS = 2;

  private static final Map<String, String> WITHOUT_LIMITS =
      Map.of(
          "ROOMTONE_LIMITS_PUBLIC_PER_MINUTE", "10000000",
          "ROOMTONE_LIMITS_PUBLIC_BURST", "10000000",
          "ROOMTONE_DEVICES_POLLS_PER_MINUTE", "1000000",
          "ROOMTONE_DEVICES_POLL_BURST", "1000000",
          "ROOMTONE_DEVICES_CALLS_PER_MINUTE", "1000000",
          "ROOMTONE_DEVICES_CALL_BURST", "1000000");

  /** What a next release would bring: columns, a table, an index, and its version. */
  private static final String NEXT_MIGRATION =
      """
      set local lock_timeout = '4s';
      alter table public.players add column next_release_note text;
      alter table public.votes add column next_release_weight real not null default 1;
      create index votes_next_release on public.votes (next_release_weight) where next_release_weight <> 1;
      create table roomtone.next_release (id uuid primary key, player_id uuid references public.players);
      alter table roomtone.next_release enable row level security;
      update roomtone.schema_version set version = 29991231235959;
      """;

  @Test
  void new_pods_wait_in_readiness_for_the_migrations_that_they_were_built_for() throws Exception {
    List<String> versions = migrations();
    try (TestSystem system = TestSystem.migratedTo(versions.get(versions.size() - 2))) {
      List<LocalService> pods =
          List.of(system.launchBrain(Map.of()), system.launchManager(Map.of()));
      for (LocalService pod : pods) {
        Await.until("it is started", START, () -> status(pod, "/q/health/started") == 200);
        Await.until("it says what it waits for", START, () -> waitsFor(pod, versions.getLast()));
        assertEquals(503, status(pod, "/q/health/ready"));
        assertEquals(200, status(pod, "/q/health/live"), "it is not killed");
      }

      system.database().migrate();

      for (LocalService pod : pods) {
        Await.until("it is ready", START, pod::isReady);
        assertFalse(pod.hasEnded());
      }
    }
  }

  @Test
  void running_pods_go_on_across_the_migration_of_the_next_release() throws Exception {
    try (TestSystem system = TestSystem.start()) {
      Room room = Room.in(system.database());
      LocalAuth.Session listener = system.listener();
      LocalAuth.Session admin = system.admin();
      LocalService brain = system.startBrain(WITHOUT_LIMITS);
      LocalService manager = system.startManager(WITHOUT_LIMITS);
      Brain listeners = new Brain(brain.url());
      listeners.checkIn(listener.accessToken(), room.slug()).then().statusCode(201);
      try (Load load = new Load()) {
        load.call(
            CALLERS,
            List.of(
                () -> room.nowPlaying(brain.url()),
                () -> Room.renewal(brain.url(), listener),
                () -> room.poll(manager.url()),
                () -> room.report(manager.url())));
        awaitAnswers(load);
        try (Sql owner = system.database().sql("postgres")) {
          owner.execute(NEXT_MIGRATION);
        }
        awaitAnswers(load);
        assertEquals(List.of(), load.failures());
      }
      assertTrue(brain.isReady() && manager.isReady());
      listeners.vote(listener.accessToken(), room.song().toString(), 5).then().statusCode(201);
      new Manager(manager.url())
          .createPlayer(admin.accessToken(), "Cellar", "cellar")
          .then()
          .statusCode(201);

      // A rollback: pods of the release before start on the schema of the next one.
      system.stopBrain();
      system.stopManager();
      LocalService earlier = system.startBrain(WITHOUT_LIMITS);
      system.startManager(WITHOUT_LIMITS);
      Await.until(
          "the room created before is filled",
          Duration.ofSeconds(40),
          () ->
              new Brain(earlier.url()).nowPlaying("cellar").jsonPath().getList("next").size() > 0);
    }
  }

  private static void awaitAnswers(Load load) {
    int before = load.answers();
    Await.until("calls are answered", () -> load.answers() - before > 200);
  }

  /** The versions of all migrations, in their order. */
  private static List<String> migrations() throws IOException {
    try (Stream<Path> files = Files.list(Checkout.folder().resolve("deploy/supabase/migrations"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .map(name -> name.substring(0, name.indexOf('_')))
          .sorted()
          .toList();
    }
  }

  private static boolean waitsFor(LocalService pod, String version) throws Exception {
    return get(pod, "/q/health/ready").body().replace(" ", "").contains("\"needed\":" + version);
  }

  private static int status(LocalService pod, String path) throws Exception {
    try {
      return get(pod, path).statusCode();
    } catch (IOException notYet) {
      return 0;
    }
  }

  private static HttpResponse<String> get(LocalService pod, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(pod.managementUrl() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
