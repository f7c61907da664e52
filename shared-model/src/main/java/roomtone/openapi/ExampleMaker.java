package roomtone.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * Makes an example of a body out of the examples of its fields. Identifiers, times, choices and
 * switches need none; a field of another kind without an example is left out.
 */
final class ExampleMaker {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stands for null, where an example says so. */
  private static final Object NOTHING = new Object();

  /** Deeper than any body: who refers to itself ends here. */
  private static final int DEEPEST = 12;

  private final Map<String, Schema> schemas;

  ExampleMaker(Map<String, Schema> schemas) {
    this.schemas = schemas == null ? Map.of() : schemas;
  }

  /** An example, as maps, lists and values; null when there is nothing to go by. */
  Object of(Schema schema) {
    return of("", schema, 0);
  }

  private Object of(String name, Schema schema, int depth) {
    if (schema == null || depth > DEEPEST) {
      return null;
    }
    if (schema.getExamples() != null && !schema.getExamples().isEmpty()) {
      return value(schema.getExamples().getFirst(), schema);
    }
    if (schema.getRef() != null) {
      String ref = schema.getRef();
      return of(name, schemas.get(ref.substring(ref.lastIndexOf('/') + 1)), depth + 1);
    }
    for (List<Schema> choice : choices(schema)) {
      return of(name, choice.getFirst(), depth + 1);
    }
    if (schema.getEnumeration() != null && !schema.getEnumeration().isEmpty()) {
      return schema.getEnumeration().getFirst();
    }
    return ofType(name, schema, depth);
  }

  private Object ofType(String name, Schema schema, int depth) {
    if (is(schema, SchemaType.OBJECT) && schema.getProperties() != null) {
      Map<String, Object> object = new LinkedHashMap<>();
      schema
          .getProperties()
          .forEach(
              (field, inner) -> {
                Object value = of(field, inner, depth + 1);
                if (value != null) {
                  object.put(field, value == NOTHING ? null : value);
                }
              });
      return object;
    }
    if (is(schema, SchemaType.ARRAY)) {
      Object item = of(name, schema.getItems(), depth + 1);
      return item == null ? null : List.of(item);
    }
    if (is(schema, SchemaType.BOOLEAN)) {
      return true;
    }
    return switch (schema.getFormat() == null ? "" : schema.getFormat()) {
      case "uuid" ->
          // one for each name, the same in every build
          UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
      case "date-time" -> "2026-11-24T18:30:00Z";
      default -> null;
    };
  }

  private static List<List<Schema>> choices(Schema schema) {
    return java.util.stream.Stream.of(schema.getAllOf(), schema.getAnyOf(), schema.getOneOf())
        .filter(choice -> choice != null && !choice.isEmpty())
        .toList();
  }

  private static boolean is(Schema schema, SchemaType type) {
    return schema.getType() != null && schema.getType().contains(type);
  }

  /** Annotations know texts alone. */
  private static Object value(Object example, Schema schema) {
    if (example == null || example.equals("null")) {
      return NOTHING;
    }
    if (!(example instanceof String text) || is(schema, SchemaType.STRING)) {
      return example;
    }
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException plainText) {
      return text;
    }
  }
}
