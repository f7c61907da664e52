package roomtone.local.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** The OpenAPI documents that a service publishes: YAML and JSON, under several addresses. */
public final class PublishedDocuments {

  private static final String PATH = "/q/openapi";

  private PublishedDocuments() {}

  /**
   * Checks that all of them are the document that is generated from the code.
   *
   * @param service its address
   */
  public static void assertGenerated(URI service) {
    ApiDocument generated = ApiDocument.of(service);
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String suffix : List.of("", ".yaml", ".yml", "?format=yaml")) {
        check(http, get(service, suffix), generated, false);
      }
      for (String suffix : List.of("?format=json", ".json")) {
        check(http, get(service, suffix), generated, true);
      }
      check(http, get(service, "").header("Accept", "application/json"), generated, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder get(URI service, String suffix) {
    return HttpRequest.newBuilder(service.resolve(PATH + suffix));
  }

  private static void check(
      HttpClient http, HttpRequest.Builder request, ApiDocument generated, boolean asJson)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    String expected = (asJson ? "application/json" : "application/yaml") + ";charset=UTF-8";
    if (answer.statusCode() != 200
        || !type.equals(expected)
        || !generated.isWrittenAs(answer.body(), asJson)) {
      throw new AssertionError(
          "%s is not the document: %d %s".formatted(answer.uri(), answer.statusCode(), type));
    }
  }
}
