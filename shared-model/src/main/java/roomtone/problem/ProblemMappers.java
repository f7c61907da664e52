package roomtone.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns whatever goes wrong into a problem: nothing leaves a service as HTML, as a stack trace or
 * without a way out.
 */
@ApplicationScoped
public class ProblemMappers {

  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

  private static final int METHOD_NOT_ALLOWED = 405;

  private static final Map<Integer, Problem> BY_STATUS =
      List.of(
              Problem.of(
                  400,
                  "bad-request",
                  "Bad request",
                  "The request could not be read. Compare it with /q/openapi."),
              Problem.of(
                  404,
                  "not-found",
                  "Not found",
                  "There is nothing at this address. The addresses are listed at /q/openapi."),
              Problem.of(
                  METHOD_NOT_ALLOWED,
                  "method-not-allowed",
                  "Method not allowed",
                  "This address takes other methods; Allow names them."),
              Problem.of(406, "not-acceptable", "Not acceptable", "Ask for application/json."),
              Problem.of(
                  413,
                  "too-large",
                  "Too large",
                  "Send less at once; the limit of each call is in /q/openapi."),
              Problem.of(
                  415,
                  "unsupported-media-type",
                  "Unsupported media type",
                  "Send the Content-Type that /q/openapi names for this call."))
          .stream()
          .collect(Collectors.toUnmodifiableMap(Problem::status, problem -> problem));

  /** What a status alone says; empty: nothing. */
  static Optional<Problem> of(int status) {
    return Optional.ofNullable(BY_STATUS.get(status));
  }

  private final AllowedMethods allowed;

  ProblemMappers(AllowedMethods allowed) {
    this.allowed = allowed;
  }

  @ServerExceptionMapper
  Response problem(Problem problem) {
    return problem.toResponse();
  }

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e) {
    return unauthorized();
  }

  @ServerExceptionMapper
  Response authenticationFailed(AuthenticationFailedException e) {
    return unauthorized();
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e) {
    return Problem.of(
            403, "forbidden", "Forbidden", "This call is not for you. Sign in as somebody who may.")
        .toResponse();
  }

  @ServerExceptionMapper
  Response badJson(JsonProcessingException e) {
    return json(e);
  }

  /** Named apart, as Quarkus brings a mapper of its own for it. */
  @ServerExceptionMapper
  Response badField(MismatchedInputException e) {
    return json(e);
  }

  /** Named apart, as Quarkus brings a mapper of its own for it, which says nothing. */
  @ServerExceptionMapper
  Response noSuchShape(InvalidDefinitionException e, ContainerRequestContext request) {
    return unexpected(e, request);
  }

  @ServerExceptionMapper
  Response invalid(ConstraintViolationException e) {
    List<Map<String, String>> errors =
        e.getConstraintViolations().stream()
            .sorted(Comparator.comparing(violation -> violation.getPropertyPath().toString()))
            .map(violation -> Map.of("field", field(violation), "message", violation.getMessage()))
            .toList();
    String detail =
        errors.stream()
            .map(error -> error.get("field") + " " + error.get("message"))
            .collect(Collectors.joining("; ", "", "."));
    return Problem.of(400, "invalid-field", "Invalid field", detail)
        .with("errors", errors)
        .toResponse();
  }

  @ServerExceptionMapper
  Response web(WebApplicationException e, ContainerRequestContext request) {
    Throwable cause = e.getCause();
    while (cause != null) {
      if (cause instanceof Problem problem) {
        return problem.toResponse();
      }
      if (cause instanceof JsonProcessingException json) {
        return json(json);
      }
      cause = cause.getCause();
    }
    int status = e.getResponse().getStatus();
    Problem known = BY_STATUS.get(status);
    if (status == METHOD_NOT_ALLOWED) {
      Set<String> methods = allowed.at(request.getUriInfo().getPath());
      return Response.fromResponse(known.toResponse())
          .header(HttpHeaders.ALLOW, methods.isEmpty() ? null : String.join(", ", methods))
          .build();
    }
    if (known != null) {
      return known.toResponse();
    }
    if (status < 400) {
      return e.getResponse();
    }
    return status < 500
        ? Problem.of(
                status,
                "status-" + status,
                e.getResponse().getStatusInfo().getReasonPhrase(),
                "Compare the request with /q/openapi.")
            .toResponse()
        : unexpected(e, request);
  }

  /** The line to a caller is closed. */
  @ServerExceptionMapper
  Response gone(ClosedChannelException e) {
    return gone();
  }

  @ServerExceptionMapper
  Response anything(Throwable e, ContainerRequestContext request) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem.toResponse();
      }
      if (cause instanceof HttpClosedException) {
        return gone();
      }
    }
    Optional<SQLException> away = DatabaseErrors.behind(e);
    if (away.isPresent()) {
      LOG.warnf("database away request=%s: %s", RequestId.of(request), away.get().getMessage());
      return databaseAway("The service cannot reach its database. Try again in a moment.");
    }
    Optional<SQLException> busy = DatabaseErrors.busyBehind(e);
    if (busy.isPresent()) {
      LOG.warnf("database busy request=%s: %s", RequestId.of(request), busy.get().getMessage());
      return databaseAway("Somebody else holds what this call changes. Try again in a moment.");
    }
    return unexpected(e, request);
  }

  private static Response databaseAway(String detail) {
    return Problem.of(503, "database-away", "Database away", detail)
        .retryAfter(DATABASE_RETRY)
        .toResponse();
  }

  /** Whoever went away before all was sent hears nothing, and is nothing to be told of. */
  private static Response gone() {
    return of(400).orElseThrow().toResponse();
  }

  private static Response unexpected(Throwable e, ContainerRequestContext request) {
    String id = RequestId.of(request);
    LOG.errorf(
        e,
        "request failed id=%s method=%s path=%s",
        id,
        request.getMethod(),
        request.getUriInfo().getPath());
    return Problem.of(
            500,
            "internal-error",
            "Internal error",
            "Something went wrong on our side. Report it with the request id " + id + ".")
        .with("request_id", id)
        .toResponse();
  }

  private static Response unauthorized() {
    return Problem.of(
            401,
            "unauthorized",
            "Unauthorized",
            "Sign in and send the access token as Authorization: Bearer.")
        .header("WWW-Authenticate", "Bearer")
        .toResponse();
  }

  private static Response json(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return UnknownNames.field(
              unknown.getPropertyName(),
              unknown.getKnownPropertyIds().stream().map(Object::toString).toList())
          .toResponse();
    }
    if (e instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
      String field = field(mismatch.getPath());
      String wanted =
          mismatch.getTargetType() == null
              ? ""
              : " It takes " + inWords(mismatch.getTargetType()) + ".";
      return Problem.of(
              400,
              "invalid-field",
              "Invalid field",
              "The value of " + field + " does not fit." + wanted)
          .with("errors", List.of(Map.of("field", field, "message", "does not fit")))
          .toResponse();
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return Problem.of(
              400,
              "invalid-field",
              "Invalid field",
              "The value of " + field(mapping.getPath()) + " does not fit.")
          .toResponse();
    }
    JsonLocation at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return Problem.of(
            400,
            "malformed-json",
            "Malformed JSON",
            "The body is not the JSON that this call takes" + where + ".")
        .toResponse();
  }

  private static String inWords(Class<?> type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class
        || type == Double.class
        || type == float.class
        || type == Float.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == java.util.UUID.class) {
      return "a UUID";
    }
    if (type == java.time.Instant.class) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
    if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
      return "a list";
    }
    return type == String.class ? "a text" : "an object";
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

  private static String field(ConstraintViolation<?> violation) {
    String last = "body";
    for (Path.Node node : violation.getPropertyPath()) {
      last = node.getName() == null ? last : node.getName();
    }
    return SnakeCase.of(last);
  }
}
