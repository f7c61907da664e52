package roomtone.acceptance.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of an event stream: of a room, or of the players of staff. */
final class EventStream implements AutoCloseable {

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> states = new CopyOnWriteArrayList<>();
  private final Thread reader;

  EventStream(String brain, String slug) {
    this(HttpRequest.newBuilder(URI.create(brain + "/api/players/" + slug + "/events")));
  }

  /** The stream of all players that a member of staff may see. */
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
      // the connection was cut, which ends the stream too
    }
  }

  /** The number of received states. */
  int states() {
    return states.size();
  }

  /** The newest received state, as JSON; empty before the first. */
  String newest() {
    return states.isEmpty() ? "" : states.getLast().substring("data:".length());
  }

  /** Whether a received state contains a text. */
  boolean contains(String what) {
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
