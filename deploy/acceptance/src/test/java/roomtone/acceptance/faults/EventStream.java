package roomtone.acceptance.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Somebody who watches a room, or staff who watch their players. */
final class EventStream implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> states = new CopyOnWriteArrayList<>();
  private final Thread reader;

  EventStream(String brain, String slug) {
    this(HttpRequest.newBuilder(URI.create(brain + "/api/players/" + slug + "/events")));
  }

  /** All players that somebody may see. */
  static EventStream ofStaff(String manager, String token) {
    return new EventStream(
        HttpRequest.newBuilder(URI.create(manager + "/api/admin/players/events"))
            .header("Authorization", "Bearer " + token));
  }

  private EventStream(HttpRequest.Builder call) {
    HttpRequest request = call.header("Accept", "text/event-stream").build();
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
      lines.filter(line -> line.startsWith("data:")).forEach(states::add);
    } catch (RuntimeException cutOff) {
      // the end, too
    }
  }

  /** How many states have come. */
  int states() {
    return states.size();
  }

  /** Whether one of them says it. */
  boolean tells(String what) {
    return states.stream().anyMatch(state -> state.contains(what));
  }

  boolean hasEnded() {
    return !reader.isAlive();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
