package roomtone.brain.nowplaying;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An open event stream, read line by line as a browser's EventSource does. */
final class EventStream implements AutoCloseable {

  static final String END = "the end";

  private final HttpClient http = HttpClient.newHttpClient();
  final HttpResponse<InputStream> response;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  EventStream(URI uri, String language) throws IOException, InterruptedException {
    this(request(uri, language));
  }

  /** With a listener's token. */
  EventStream(URI uri, String language, String token) throws IOException, InterruptedException {
    this(request(uri, language).header("Authorization", "Bearer " + token));
  }

  private EventStream(HttpRequest.Builder request) throws IOException, InterruptedException {
    response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    Thread.ofVirtual().start(this::read);
  }

  private static HttpRequest.Builder request(URI uri, String language) {
    return HttpRequest.newBuilder(uri)
        .header("Accept", "text/event-stream")
        .header("Accept-Language", language)
        .header("Accept-Encoding", "gzip");
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      reader.lines().filter(line -> !line.isBlank()).forEach(lines::add);
      lines.add(END);
    } catch (IOException | java.io.UncheckedIOException closed) {
      lines.add("closed");
    }
  }

  String line() throws InterruptedException {
    String line = lines.poll(10, TimeUnit.SECONDS);
    assertTrue(line != null, "nothing came");
    return line;
  }

  /**
   * Returns the next line after heartbeats. A stream that has not read the last event yet gets no
   * heartbeat, so that several may be needed.
   */
  String lineAfter(Runnable sendHeartbeats) throws InterruptedException {
    String line = null;
    for (int i = 0; i < 100 && line == null; i++) {
      sendHeartbeats.run();
      line = lines.poll(100, TimeUnit.MILLISECONDS);
    }
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
