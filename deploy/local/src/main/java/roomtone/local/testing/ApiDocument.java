package roomtone.local.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The OpenAPI document of a service, as it is generated from the code. */
public final class ApiDocument {

  /** With this system property the checked-in document is replaced by that of the service. */
  private static final String RENEW = "renew.openapi";

  /** Where a service has the document that the framework generates from the code, in tests. */
  private static final String GENERATED = "/q/openapi-generated";

  private static final Set<String> STATUSES_WITH_CONTENT = Set.of("200", "201", "202");

  private static final String SCHEMAS = "/components/schemas/";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String yaml;
  private final JsonNode document;

  private ApiDocument(String yaml, JsonNode document) {
    this.yaml = yaml;
    this.document = document;
  }

  /**
   * Reads the document of a service.
   *
   * @param service its address
   */
  public static ApiDocument of(URI service) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String json = get(http, service.resolve(GENERATED + "?format=json"));
      return new ApiDocument(get(http, service.resolve(GENERATED)), JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String get(HttpClient http, URI uri) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  /**
   * Checks that docs/openapi has the same document, which is the one that the service publishes.
   *
   * @param name of the file, without .yaml
   */
  public void assertCheckedIn(String name) {
    Path file = Checkout.folder().resolve("docs/openapi").resolve(name + ".yaml");
    try {
      if (System.getProperty(RENEW) != null) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
      }
      if (!Files.exists(file) || !Files.readString(file).equals(yaml)) {
        throw new AssertionError(
            "docs/openapi/" + name + ".yaml is not what the service says: run ./dev openapi");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether a text is this document. */
  boolean isWrittenAs(String text, boolean asJson) throws IOException {
    return asJson ? JSON.readTree(text).equals(document) : text.equals(yaml);
  }

  /** All calls, such as {@code get /api/players}. */
  public Set<String> calls() {
    Set<String> calls = new TreeSet<>();
    eachCall((name, call) -> calls.add(name));
    return calls;
  }

  /** The calls that need no sign-in. */
  public Set<String> publicCalls() {
    Set<String> calls = new TreeSet<>();
    eachCall(
        (name, call) -> {
          JsonNode security = call.path("security");
          if (security.isEmpty() || security.valueStream().anyMatch(JsonNode::isEmpty)) {
            calls.add(name);
          }
        });
    return calls;
  }

  /**
   * Whether a call has a problem among the examples of a status; true for a call that the document
   * does not have.
   *
   * @param method such as {@code GET}
   * @param path as called, without the query
   * @param type of the problem, a URN
   */
  boolean hasProblem(String method, String path, int status, String type) {
    boolean[] found = {false};
    boolean[] known = {false};
    eachCall(
        (name, call) -> {
          if (matches(name, method, path)) {
            known[0] = true;
            resolve(call.path("responses").path(Integer.toString(status)))
                .path("content")
                .path("application/problem+json")
                .path("examples")
                .forEach(
                    example ->
                        found[0] |=
                            resolve(example).path("value").path("type").asText().equals(type));
          }
        });
    return found[0] || !known[0];
  }

  private static boolean matches(String name, String method, String path) {
    return (method.toLowerCase(Locale.ROOT) + " " + path)
        .matches(name.replaceAll("\\{[^}]*\\}", "[^/]+"));
  }

  /** What is missing in the document, a line each; empty when it is complete. */
  public List<String> gaps() {
    List<String> gaps = new ArrayList<>();
    eachCall((name, call) -> look(call, gap -> gaps.add(name + ": " + gap)));
    return gaps;
  }

  /** The members that answers may leave out, such as {@code PollPlayer.presence}. */
  public Set<String> optionalMembers() {
    Set<String> taken = new TreeSet<>();
    Set<String> answered = new TreeSet<>();
    eachCall(
        (name, call) -> {
          collect(call.path("requestBody"), taken);
          call.path("responses").properties().stream()
              .filter(answer -> Integer.parseInt(answer.getKey()) < 400)
              .forEach(answer -> collect(answer.getValue(), answered));
        });
    answered.removeAll(taken);
    Set<String> optional = new TreeSet<>();
    for (String schema : answered) {
      JsonNode shape = document.at(SCHEMAS + schema);
      Set<String> members = new TreeSet<>();
      shape.path("properties").fieldNames().forEachRemaining(members::add);
      shape.path("required").forEach(required -> members.remove(required.asText()));
      members.forEach(member -> optional.add(schema + "." + member));
    }
    return optional;
  }

  /** Adds the names of all schemas that a part of the document refers to, through others too. */
  private void collect(JsonNode part, Set<String> names) {
    for (String reference : part.findValuesAsText("$ref")) {
      String path = reference.substring(1);
      if (path.startsWith(SCHEMAS) && names.add(path.substring(SCHEMAS.length()))) {
        collect(document.at(path), names);
      }
    }
  }

  private void look(JsonNode call, Consumer<String> gap) {
    if (call.path("summary").asText().isBlank()
        || call.path("description").asText().isBlank()
        || call.path("tags").isEmpty()) {
      gap.accept("no summary, description or tag");
    }
    for (JsonNode parameter : call.path("parameters")) {
      lookAtParameter(parameter, gap);
    }
    call.path("requestBody")
        .path("content")
        .properties()
        .forEach(body -> lookAtBody("request", body.getKey(), body.getValue(), gap));
    if (!call.path("security").isEmpty() && !call.path("responses").has("401")) {
      gap.accept("no 401");
    }
    call.path("responses")
        .properties()
        .forEach(answer -> lookAtAnswer(answer.getKey(), answer.getValue(), gap));
  }

  private static void lookAtParameter(JsonNode parameter, Consumer<String> gap) {
    String name = parameter.path("name").asText();
    if (parameter.path("description").asText().isBlank()) {
      gap.accept("parameter " + name + " is not described");
    }
    JsonNode schema = parameter.path("schema");
    if (!parameter.has("example") && !parameter.has("examples") && !schema.has("examples")) {
      gap.accept("parameter " + name + " has no example");
    }
    if (!schema.has("type") && !schema.has("$ref")) {
      gap.accept("parameter " + name + " has no type");
    }
  }

  private void lookAtAnswer(String status, JsonNode given, Consumer<String> gap) {
    JsonNode answer = resolve(given);
    String description = answer.path("description").asText();
    if (description.isBlank() || description.equals("OK") || description.equals("Created")) {
      gap.accept(status + " is not described");
    }
    JsonNode content = answer.path("content");
    if (STATUSES_WITH_CONTENT.contains(status) && content.isEmpty()) {
      gap.accept(status + " does not say what it brings");
    }
    if (Integer.parseInt(status) < 400) {
      content.properties().forEach(body -> lookAtBody(status, body.getKey(), body.getValue(), gap));
      return;
    }
    JsonNode problems = content.path("application/problem+json").path("examples");
    if (problems.isEmpty()) {
      gap.accept(status + " names no problem");
    }
    problems.forEach(
        example -> {
          JsonNode problem = resolve(example).path("value");
          if (!problem.path("status").asText().equals(status)) {
            gap.accept(status + " names " + problem.path("type").asText() + " of another status");
          }
        });
  }

  private void lookAtBody(String where, String type, JsonNode body, Consumer<String> gap) {
    if (body.has("examples") && !body.path("examples").isEmpty()) {
      return;
    }
    if (!body.has("example")) {
      gap.accept(where + " " + type + " has no example");
    } else if (type.equals("application/json")) {
      compare(where, body.path("schema"), body.path("example"), gap);
    }
  }

  /** Checks that an example has every field of its schema; nullable ones may be null. */
  private void compare(String where, JsonNode schema, JsonNode example, Consumer<String> gap) {
    JsonNode shape = resolve(schema);
    if (shape.has("anyOf") && !example.isNull()) {
      compare(where, shape.path("anyOf").get(0), example, gap);
    }
    if (example.isArray() && example.isEmpty() && shape.has("items")) {
      gap.accept(where + " has an empty list as example");
    }
    example.forEach(
        item -> {
          if (example.isArray() && shape.has("items")) {
            compare(where + "[]", shape.path("items"), item, gap);
          }
        });
    if (example.isObject()) {
      shape
          .path("properties")
          .properties()
          .forEach(
              field -> {
                String name = where + "." + field.getKey();
                if (example.has(field.getKey())) {
                  compare(name, field.getValue(), example.get(field.getKey()), gap);
                } else {
                  gap.accept(name + " has no example");
                }
              });
    }
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** Takes a call and its name. */
  private interface Look {
    void at(String name, JsonNode call);
  }

  private void eachCall(Look look) {
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        call -> look.at(call.getKey() + " " + path.getKey(), call.getValue())));
  }
}
