package roomtone.local.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who may call what, tried out: every call of the OpenAPI document of a service as each of several
 * callers, with the example of its body. A call that is new is in the matrix at once.
 */
public final class CallMatrix {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Problems that an answer may give instead of 403, so that it does not tell what exists. */
  private static final Set<String> HIDING =
      Set.of("unknown-audit-line", "unknown-player", "unknown-vote", "unknown-vote-exclusion");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whoever calls, and the objects that they call for. */
  public interface Scene {

    /** The headers of each caller, by name of the caller, in the order of the matrix. */
    Map<String, Map<String, String>> callers();

    /**
     * The values of the variables of a path, such as {@code id}. They name objects that exist.
     *
     * @param call such as {@code get /api/players/{id}}
     */
    Map<String, String> variables(String call);
  }

  private final HttpClient http;
  private final URI service;

  private CallMatrix(HttpClient http, URI service) {
    this.http = http;
    this.service = service;
  }

  /**
   * The matrix that stands in {@code calls.txt} beside a test.
   *
   * @throws IllegalStateException when there is none
   */
  public static String expected(Class<?> test) {
    try (InputStream file = test.getResourceAsStream("calls.txt")) {
      if (file == null) {
        throw new IllegalStateException("there is no calls.txt beside " + test.getName());
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Tries all calls.
   *
   * @param service its address
   * @return a line for each call, in order: who may call, then each status of those who may not,
   *     and who they are
   * @throws AssertionError when an answer says that too many have called or that the service failed
   */
  public static String of(URI service, Scene scene) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      CallMatrix matrix = new CallMatrix(http, service);
      Map<String, String> lines = new TreeMap<>();
      JsonNode document = JSON.readTree(matrix.text("/q/openapi?format=json"));
      for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
        for (Map.Entry<String, JsonNode> call : path.getValue().properties()) {
          if (call.getValue().isObject()) {
            String line = matrix.line(call.getKey(), path.getKey(), call.getValue(), scene);
            lines.put(path.getKey() + " " + call.getKey(), line);
          }
        }
      }
      return String.join("\n", lines.values()) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String text(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(service.resolve(path)).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private String line(String method, String path, JsonNode call, Scene scene)
      throws IOException, InterruptedException {
    String name = method + " " + path;
    Map<String, List<String>> byOutcome = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, String>> caller : scene.callers().entrySet()) {
      String address = path;
      for (Map.Entry<String, String> value : scene.variables(name).entrySet()) {
        address = address.replace("{" + value.getKey() + "}", value.getValue());
      }
      if (address.contains("{")) {
        throw new AssertionError("no value for a variable of " + name);
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(service.resolve(address)).timeout(TIMEOUT);
      caller.getValue().forEach(request::header);
      addBody(request, method, call);
      String outcome = outcome(request.build(), !address.equals(path));
      byOutcome.computeIfAbsent(outcome, first -> new ArrayList<>()).add(caller.getKey());
    }
    StringBuilder line = new StringBuilder(name).append(':');
    List<String> may = byOutcome.remove("");
    line.append(may == null ? " nobody may" : " " + String.join(", ", may));
    new TreeMap<>(byOutcome)
        .forEach(
            (status, callers) ->
                line.append("; ").append(status).append(' ').append(String.join(", ", callers)));
    return line.toString();
  }

  private static void addBody(HttpRequest.Builder request, String method, JsonNode call) {
    Map.Entry<String, JsonNode> content =
        call.path("requestBody").path("content").properties().stream().findFirst().orElse(null);
    if (content == null) {
      request.method(method.toUpperCase(Locale.ROOT), BodyPublishers.noBody());
      return;
    }
    String type = content.getKey();
    String body;
    if (type.startsWith("multipart/")) {
      type += "; boundary=end";
      body = "--end--\r\n";
    } else {
      JsonNode example =
          content.getValue().has("example")
              ? content.getValue().get("example")
              : content.getValue().path("examples").path(0).path("value");
      body = example.isTextual() ? example.textValue() : example.toString();
    }
    request
        .header("Content-Type", type)
        .method(method.toUpperCase(Locale.ROOT), BodyPublishers.ofString(body));
  }

  /** The status of a refusal; empty when the caller may make the call, whatever it gives. */
  private String outcome(HttpRequest request, boolean namesAnObject)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
    int status = answer.statusCode();
    try (InputStream body = answer.body()) {
      if (status == 429 || status >= 500) {
        throw new AssertionError(
            request.method()
                + " "
                + request.uri()
                + " "
                + status
                + new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
      if (status == 401 || status == 403) {
        return Integer.toString(status);
      }
      if (status == 404 && namesAnObject) {
        String problem = JSON.readTree(body.readAllBytes()).path("type").asText();
        return HIDING.contains(problem.substring(problem.lastIndexOf(':') + 1)) ? "404" : "";
      }
      return "";
    }
  }
}
