package roomtone.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.lang.invoke.MethodType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Turns an error of Jackson into a problem that names the field and the type of its value. */
final class JsonProblems {

  private static final Map<Class<?>, String> WORDS =
      Map.of(
          Integer.class, "a whole number",
          Long.class, "a whole number",
          Double.class, "a number",
          Float.class, "a number",
          Boolean.class, "true or false",
          UUID.class, "a UUID",
          Instant.class, "a time such as 2026-01-31T12:00:00Z",
          String.class, "a text");

  private JsonProblems() {}

  static Problem of(JsonProcessingException e) {
    // Jackson names the list's item in which the text broke off, as if its value were at fault.
    if (e.getCause() instanceof StreamReadException broken) {
      return of(broken);
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return UnknownNames.field(
          unknown.getPropertyName(),
          unknown.getKnownPropertyIds().stream().map(Object::toString).toList());
    }
    if (e instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
      String field = field(mismatch.getPath());
      String wanted =
          mismatch.getTargetType() == null
              ? ""
              : " It takes " + inWords(mismatch.getTargetType()) + ".";
      return Problem.of("invalid-field", "The value of " + field + " is invalid." + wanted)
          .with("errors", List.of(Map.of("field", field, "message", "is invalid")));
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return Problem.of(
          "invalid-field", "The value of " + field(mapping.getPath()) + " is invalid.");
    }
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : ": see line " + at.getLineNr() + ", column " + at.getColumnNr();
    return Problem.of("malformed-json", where);
  }

  private static String inWords(Class<?> type) {
    if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
      return "a list";
    }
    return WORDS.getOrDefault(MethodType.methodType(type).wrap().returnType(), "an object");
  }

  private static String field(List<JsonMappingException.Reference> path) {
    StringBuilder text = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      if (step.getFieldName() == null) {
        text.append('[').append(step.getIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return text.toString();
  }
}
