package roomtone.acceptance.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Somebody who watches a room. */
final class EventStream implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicInteger states = new AtomicInteger();
  private final Thread reader;

  EventStream(String brain, String slug) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(brain + "/api/players/" + slug + "/events"))
            .header("Accept", "text/event-stream")
            .build();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      reader = Thread.ofVirtual().start(() -> read(response.body()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void read(Stream<String> lines) {
    try {
      lines.filter(line -> line.startsWith("data:")).forEach(line -> states.incrementAndGet());
    } catch (RuntimeException cutOff) {
      // the end, too
    }
  }

  /** How many states have come. */
  int states() {
    return states.get();
  }

  boolean hasEnded() {
    return !reader.isAlive();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
