package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The calls of the device protocol. An answer with an error status is an {@link IOException}. */
final class ManagerApi implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration USUAL_POLL_AFTER = Duration.ofSeconds(5);

  /**
   * The answer to a poll.
   *
   * @param body empty when the answer is 304, unchanged since the given ETag
   */
  record PollAnswer(Optional<JsonNode> body, Optional<String> etag, Duration pollAfter) {}

  private final URI manager;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /**
   * @param manager its base address
   * @param token the device's secret
   */
  ManagerApi(URI manager, String token) {
    this.manager = manager;
    this.token = token;
  }

  PollAnswer poll(Optional<String> etag) throws IOException, InterruptedException {
    HttpRequest.Builder request = request("/api/player/poll").GET();
    etag.ifPresent(it -> request.header("If-None-Match", it));
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    Duration pollAfter = seconds(response, "Roomtone-Poll-After").orElse(USUAL_POLL_AFTER);
    return switch (response.statusCode()) {
      case 200 ->
          new PollAnswer(
              Optional.of(StateFile.JSON.readTree(response.body())),
              response.headers().firstValue("ETag"),
              pollAfter);
      case 304 -> new PollAnswer(Optional.empty(), etag, pollAfter);
      default -> throw refused("poll", response);
    };
  }

  /** Sends play reports; returns one result for each, in their order. */
  JsonNode send(List<PlayReport> reports) throws IOException, InterruptedException {
    ArrayNode body = StateFile.JSON.createArrayNode();
    reports.forEach(report -> body.add(report.toJson()));
    HttpRequest request =
        request("/api/player/plays")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(StateFile.JSON.writeValueAsBytes(body)))
            .build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw refused("a report of plays", response);
    }
    return StateFile.JSON.readTree(response.body());
  }

  /** Downloads a file by its signed URL, which needs no token. */
  void download(QueueEntry entry, Path target) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(entry.url()).timeout(TIMEOUT).build();
    // The timeout of a request ends with the headers. This one covers the body.
    CompletableFuture<HttpResponse<Path>> download =
        http.sendAsync(request, BodyHandlers.ofFile(target));
    try {
      HttpResponse<Path> response = download.get(DOWNLOAD_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (response.statusCode() != 200) {
        throw refused("the file of \"" + entry.title() + "\"", response);
      }
    } catch (ExecutionException failure) {
      throw new IOException("download failed: " + failure.getCause().getMessage(), failure);
    } catch (TimeoutException tooSlow) {
      throw new IOException("download took more than " + DOWNLOAD_TIMEOUT, tooSlow);
    } finally {
      download.cancel(true);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(manager.resolve(path))
        .timeout(TIMEOUT)
        .header("X-API-Key", token)
        .header("Accept", "application/json");
  }

  private static UnexpectedStatus refused(String what, HttpResponse<?> response) {
    return new UnexpectedStatus(what, response.statusCode(), seconds(response, "Retry-After"));
  }

  private static Optional<Duration> seconds(HttpResponse<?> response, String header) {
    return response
        .headers()
        .firstValue(header)
        .filter(value -> value.matches("\\d{1,6}(\\.\\d+)?"))
        .map(value -> Duration.ofMillis((long) (1000 * Double.parseDouble(value))));
  }

  /** Aborts the calls that are under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
