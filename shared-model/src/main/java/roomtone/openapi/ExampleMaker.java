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
 * Makes an example of a body from the examples of its fields. Identifiers, times, enumerations and
 * booleans need no example; another field without one is left out.
 */
final class ExampleMaker {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Represents null in an example. */
  private static final Object NULL = new Object();

  /** The greatest depth of an example, which ends schemas that refer to themselves. */
  private static final int MAX_DEPTH = 12;

  private final Map<String, Schema> schemas;

  ExampleMaker(Map<String, Schema> schemas) {
    this.schemas = schemas == null ? Map.of() : schemas;
  }

  /** Returns an example as maps, lists and values; null when the schema gives none. */
  Object of(Schema schema) {
    return of("", schema, 0);
  }

  private Object of(String name, Schema schema, int depth) {
    if (schema == null || depth > MAX_DEPTH) {
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
                  object.put(field, value == NULL ? null : value);
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
          // The same value for a name in every build.
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

  /** Converts the text of an annotation, which holds nothing but texts. */
  private static Object value(Object example, Schema schema) {
    if (example == null || example.equals("null")) {
      return NULL;
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
