package roomtone.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers every exception as a problem, so that no error leaves a service as HTML, as a stack trace
 * or without advice what to do next.
 */
@ApplicationScoped
public class ProblemMappers {

  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  private static final RepeatedWarning DATABASE_AWAY = new RepeatedWarning(LOG);
  private static final RepeatedWarning DATABASE_BUSY = new RepeatedWarning(LOG);

  private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

  private static final int METHOD_NOT_ALLOWED = 405;

  private static final Map<Integer, String> KINDS_BY_STATUS =
      Map.of(
          400,
          "bad-request",
          404,
          "not-found",
          METHOD_NOT_ALLOWED,
          "method-not-allowed",
          406,
          "not-acceptable",
          413,
          "too-large",
          415,
          "unsupported-media-type");

  /** The problem that a status alone stands for; empty when the status says too little. */
  static Optional<Problem> of(int status) {
    return Optional.ofNullable(KINDS_BY_STATUS.get(status)).map(Problem::of);
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
    return Problem.of("forbidden").toResponse();
  }

  @ServerExceptionMapper
  Response badJson(JsonProcessingException e) {
    return JsonProblems.of(e).toResponse();
  }

  /** Replaces Quarkus's own mapper for this type, which is more specific than the one above. */
  @ServerExceptionMapper
  Response badField(MismatchedInputException e) {
    return JsonProblems.of(e).toResponse();
  }

  /** Replaces Quarkus's own mapper for this type, whose answer has no content. */
  @ServerExceptionMapper
  Response noSuchShape(InvalidDefinitionException e, ContainerRequestContext request) {
    return unexpected(e, request);
  }

  @ServerExceptionMapper
  Response web(WebApplicationException e, ContainerRequestContext request) {
    Throwable cause = e.getCause();
    while (cause != null) {
      if (cause instanceof Problem problem) {
        return problem.toResponse();
      }
      if (cause instanceof JsonProcessingException json) {
        return JsonProblems.of(json).toResponse();
      }
      cause = cause.getCause();
    }
    int status = e.getResponse().getStatus();
    Optional<Problem> known = of(status);
    if (status == METHOD_NOT_ALLOWED) {
      Set<String> methods = allowed.at(request.getUriInfo().getPath());
      return Response.fromResponse(known.orElseThrow().toResponse())
          .header(HttpHeaders.ALLOW, methods.isEmpty() ? null : String.join(", ", methods))
          .build();
    }
    if (known.isPresent()) {
      return known.get().toResponse();
    }
    if (status < 400) {
      return e.getResponse();
    }
    return status < 500
        ? Problem.ofStatus(status, e.getResponse().getStatusInfo().getReasonPhrase()).toResponse()
        : unexpected(e, request);
  }

  /** The caller has closed the connection. */
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
      DATABASE_AWAY.log(
          "database away request=%s: %s".formatted(RequestId.of(request), away.get().getMessage()));
      return databaseAway("The service cannot reach its database.");
    }
    Optional<SQLException> busy = DatabaseErrors.busyBehind(e);
    if (busy.isPresent()) {
      DATABASE_BUSY.log(
          "database busy request=%s: %s".formatted(RequestId.of(request), busy.get().getMessage()));
      return databaseAway("Another call is changing the same data.");
    }
    return unexpected(e, request);
  }

  private static Response databaseAway(String reason) {
    return Problem.of("database-away", reason).retryAfter(DATABASE_RETRY).toResponse();
  }

  /**
   * The answer to a caller who has closed the connection. Nobody reads it and nothing is logged.
   */
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
    return Problem.of("internal-error", id).with("request_id", id).toResponse();
  }

  private static Response unauthorized() {
    return Problem.of("unauthorized").header("WWW-Authenticate", "Bearer").toResponse();
  }
}
