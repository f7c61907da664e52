package roomtone.manager.player;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;

/** A pod keeps a limited number of streams open. */
@QuarkusTest
class PlayerEventsLimitTest extends PlayerEvents {

  @Test
  void a_pod_limits_its_streams_and_says_when_to_retry() throws Exception {
    awaitOpen(0);
    List<Stream> opened = new ArrayList<>();
    try {
      for (int i = 0; i < settings.streams(); i++) {
        opened.add(open(admin));
      }
      awaitOpen(settings.streams());
      as(admin)
          .accept("text/event-stream")
          .get(events)
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:roomtone:problem:too-many-streams"))
          .header("Retry-After", equalTo("10"));
      opened.removeFirst().close();
      awaitOpen(settings.streams() - 1);
      opened.add(open(admin));
    } finally {
      opened.forEach(Stream::close);
    }
  }

  @Test
  void simultaneous_connects_do_not_exceed_the_limit() throws Exception {
    awaitOpen(0);
    int crowd = 4 * settings.streams();
    HttpRequest watch =
        HttpRequest.newBuilder(events)
            .header("Authorization", "Bearer " + admin.accessToken())
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<InputStream>>> asked =
          java.util.stream.Stream.generate(
                  () -> http.sendAsync(watch, BodyHandlers.ofInputStream()))
              .limit(crowd)
              .toList();
      List<HttpResponse<InputStream>> answers =
          asked.stream().map(CompletableFuture::join).toList();
      List<Integer> statuses = answers.stream().map(HttpResponse::statusCode).sorted().toList();
      for (HttpResponse<InputStream> answer : answers) {
        answer.body().close();
      }
      assertEquals(settings.streams(), Collections.frequency(statuses, 200), statuses::toString);
      assertEquals(
          crowd - settings.streams(), Collections.frequency(statuses, 503), statuses::toString);
    }
    awaitOpen(0);
  }

  @Test
  void a_watcher_who_leaves_before_the_first_byte_frees_a_place() throws Exception {
    awaitOpen(0);
    List<Socket> impatient = new ArrayList<>();
    try (Sql superuser = world.database().sql("supabase_admin")) {
      superuser.execute("begin");
      superuser.execute("lock table public.players in access exclusive mode");
      for (int i = 0; i < settings.streams(); i++) {
        impatient.add(connect());
      }
      awaitOpen(settings.streams());
      for (Socket line : impatient) {
        line.close();
      }
      awaitOpen(0);
    }
    for (int i = 0; i < 10 * settings.streams(); i++) {
      connect().close();
    }
    // The server may still be reading those calls, and they take all places for a moment.
    Await.passes(
        Duration.ofSeconds(20),
        () -> {
          try (Stream next = open(admin)) {
            next.next();
          }
        });
    awaitOpen(0);
  }
}
