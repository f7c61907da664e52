package roomtone.manager.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.device;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.MovableClock;
import roomtone.manager.PoolCounter;
import roomtone.manager.World;
import roomtone.manager.World.Room;
import roomtone.manager.device.PlayerChangeListener;

/**
 * What the tests of the stream of players have in common. Refreshes and heartbeats are called by
 * hand.
 */
@QuarkusTestResource(World.class)
abstract class PlayerEvents {

  World world;
  @Inject LivePlayers live;
  @Inject PlayerChangeListener listener;
  @Inject PoolCounter pool;
  @Inject MovableClock clock;
  @Inject StaffSettings settings;
  @Inject MeterRegistry meters;

  @TestHTTPResource("/api/admin/players/events")
  URI events;

  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
    world.database().setClock(Duration.ZERO);
  }

  /** Opens a stream and reads nothing. */
  Socket connect() throws IOException {
    Socket line = new Socket(events.getHost(), events.getPort());
    line.getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(events.getPath(), admin.accessToken())
                .getBytes(StandardCharsets.US_ASCII));
    return line;
  }

  /** Waits until the service has noticed that watchers left. */
  void awaitOpen(int streams) {
    Await.until(
        "the expected number of streams is open",
        Duration.ofSeconds(10),
        () -> {
          live.everyFifteenSeconds();
          return meters.get("roomtone.staff.streams").gauge().value() == streams;
        });
  }

  /** Proves that notifications arrive; earlier ones have arrived then. */
  void awaitNotifications() {
    Await.until(
        "the service receives notifications",
        Duration.ofSeconds(20),
        () -> {
          listener.testItself();
          return listener.isComplete(listener.epoch());
        });
  }

  static UUID play(Room room, String song) {
    UUID play = UUID.randomUUID();
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of("play_id", play, "song_id", song, "started_at", Instant.now().toString())))
        .post("/api/player/plays")
        .then()
        .statusCode(200);
    return play;
  }

  /** The next event after a refresh; the notification of the change may still arrive. */
  JsonPath refreshed(Stream stream, Room room) throws InterruptedException {
    live.onChange(new PlayerChangeListener.Changed(room.id()));
    live.refresh();
    return stream.next();
  }

  Stream open(LocalAuth.Session who) throws IOException, InterruptedException {
    return new Stream(events, who);
  }

  /** The lines of a stream, as a page reads it with fetch. */
  static final class Stream implements AutoCloseable {

    private static final String END = "the end";

    private final HttpClient http = HttpClient.newHttpClient();
    final HttpResponse<InputStream> response;
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Stream(URI uri, LocalAuth.Session who) throws IOException, InterruptedException {
      response =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("Accept", "text/event-stream")
                  .header("Authorization", "Bearer " + who.accessToken())
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, response.statusCode());
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        reader.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        lines.add(END);
      } catch (IOException | UncheckedIOException closed) {
        lines.add(END);
      }
    }

    String line(String beginning) throws InterruptedException {
      while (true) {
        String line = lines.poll(10, TimeUnit.SECONDS);
        assertTrue(line != null, "no line within ten seconds");
        if (line.startsWith(beginning)) {
          return line;
        }
        assertFalse(line.equals(END), "the stream has ended");
      }
    }

    JsonPath next() throws InterruptedException {
      return JsonPath.from(line("data:").substring("data:".length()));
    }

    /** Sends heartbeats until one arrives: a watcher who has not read the last event gets none. */
    void awaitHeartbeat(Runnable beat) throws InterruptedException {
      String line = null;
      for (int i = 0; i < 100 && line == null; i++) {
        beat.run();
        line = lines.poll(100, TimeUnit.MILLISECONDS);
      }
      assertEquals(":still here", line);
    }

    void awaitEnd() throws InterruptedException {
      line(END);
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }
}
