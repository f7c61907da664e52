package roomtone.openapi;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Marks the members of answers as required: the services send all of them, with null where there is
 * no value. Schemas that are in bodies of requests too stay as they are, and those that leave
 * members out: they name their required members or their least number of members.
 */
final class RequiredMembers {

  private final Map<String, Schema> schemas;

  RequiredMembers(Map<String, Schema> schemas) {
    this.schemas = schemas == null ? Map.of() : schemas;
  }

  void mark(OpenAPI api) {
    List<Operation> calls =
        api.getPaths().getPathItems().values().stream()
            .flatMap(item -> item.getOperations().values().stream())
            .toList();
    Set<String> taken = new LinkedHashSet<>();
    calls.stream()
        .filter(call -> call.getRequestBody() != null)
        .forEach(call -> collect(call.getRequestBody().getContent(), taken));
    Set<String> answered = new LinkedHashSet<>();
    calls.forEach(
        call ->
            call.getResponses().getAPIResponses().values().stream()
                .filter(Objects::nonNull)
                .forEach(answer -> collect(answer.getContent(), answered)));
    answered.removeAll(taken);
    answered.stream().map(schemas::get).filter(Objects::nonNull).forEach(RequiredMembers::mark);
  }

  private static void mark(Schema schema) {
    boolean isComplete =
        schema.getMinProperties() == null
            && (schema.getRequired() == null || schema.getRequired().isEmpty());
    if (isComplete && schema.getProperties() != null) {
      schema.setRequired(new ArrayList<>(schema.getProperties().keySet()));
    }
  }

  private void collect(Content content, Set<String> names) {
    if (content != null) {
      content.getMediaTypes().values().forEach(body -> collect(body.getSchema(), names));
    }
  }

  /** Adds the names of all schemas that a schema refers to, through others too. */
  private void collect(Schema schema, Set<String> names) {
    if (schema == null) {
      return;
    }
    if (schema.getRef() != null) {
      String name = schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1);
      if (names.add(name)) {
        collect(schemas.get(name), names);
      }
    }
    parts(schema).forEach(part -> collect(part, names));
  }

  private static Stream<Schema> parts(Schema schema) {
    Stream<List<Schema>> choices =
        Stream.of(schema.getAnyOf(), schema.getOneOf(), schema.getAllOf());
    return Stream.concat(
        Stream.of(schema.getItems(), schema.getAdditionalPropertiesSchema()),
        Stream.concat(
            choices.filter(Objects::nonNull).flatMap(List::stream),
            schema.getProperties() == null
                ? Stream.empty()
                : schema.getProperties().values().stream()));
  }
}
