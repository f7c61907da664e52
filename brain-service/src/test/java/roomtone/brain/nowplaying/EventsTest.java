package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import roomtone.brain.world.BrainTest;
import roomtone.brain.world.Town;
import roomtone.brain.world.Town.Room;

@QuarkusTest
class EventsTest extends BrainTest {

  @TestHTTPResource("/api/players/")
  URI base;

  @Inject LiveRooms live;

  @Test
  void the_whole_state_comes_on_connect_and_again_when_it_changes() throws Exception {
    UUID song = town.song(Town.RAIN);
    Room room = town.room(song, town.song(Town.FIRE));
    try (Stream stream = open(room.slug())) {
      JsonPath first = stream.state();
      assertEquals(room.slug(), first.getString("player.slug"));
      assertNull(first.get("current"));

      town.play(room, song);
      live.refresh();
      assertEquals(song.toString(), stream.state().getString("current.song_id"));

      live.refresh();
      live.beat();
      assertEquals(
          ":still here", stream.line(), "an unchanged room sends nothing but the heartbeat");
    }
  }

  @Test
  void what_happens_elsewhere_is_not_told() throws Exception {
    UUID song = town.song(Town.RAIN);
    Room watched = town.room(song);
    Room other = town.room(song);
    try (Stream stream = open(watched.slug())) {
      stream.state();
      town.play(other, song);
      live.refresh();
      live.beat();
      assertEquals(":still here", stream.line());
    }
  }

  @Test
  void the_headers_keep_proxies_from_holding_it_back() throws Exception {
    try (Stream stream = open(town.room(town.song(Town.WIND)).slug())) {
      assertEquals("no", stream.response.headers().firstValue("X-Accel-Buffering").orElseThrow());
      assertTrue(
          stream
              .response
              .headers()
              .firstValue("Content-Type")
              .orElseThrow()
              .startsWith("text/event-stream"));
      assertEquals("no-store", stream.response.headers().firstValue("Cache-Control").orElseThrow());
      assertEquals("event:state", stream.line("event:"));
    }
  }

  @Test
  void a_room_that_does_not_exist_has_no_events() {
    problem(anybody().get("/api/players/nowhere/events").then(), 404, "unknown-player")
        .body("detail", equalTo(unknown()));
  }

  private static String unknown() {
    return anybody().get("/api/players/nowhere/now-playing").then().extract().path("detail");
  }

  private Stream open(String slug) throws IOException, InterruptedException {
    return new Stream(base.resolve(slug + "/events"));
  }

  /** A browser's EventSource, as lines. */
  private static final class Stream implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Stream(URI uri) throws IOException, InterruptedException {
      response =
          http.send(
              HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, response.statusCode());
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        reader.lines().filter(line -> !line.isBlank()).forEach(lines::add);
      } catch (IOException | java.io.UncheckedIOException closed) {
        lines.add("closed");
      }
    }

    String line() throws InterruptedException {
      String line = lines.poll(10, TimeUnit.SECONDS);
      assertTrue(line != null, "nothing came");
      return line;
    }

    String line(String beginning) throws InterruptedException {
      String line = line();
      while (!line.startsWith(beginning)) {
        line = line();
      }
      return line;
    }

    JsonPath state() throws InterruptedException {
      return JsonPath.from(line("data:").substring("data:".length()));
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }
}
