package roomtone.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error that the caller can act on. It is thrown where it is known and answered as {@code
 * application/problem+json}.
 *
 * @see "RFC 9457, Problem Details for HTTP APIs"
 */
public class Problem extends RuntimeException {

  /** The media type of every error. */
  public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

  private final ProblemKind kind;
  private final Map<String, Object> members = new LinkedHashMap<>();
  private final Map<String, Object> headers = new LinkedHashMap<>();

  private Problem(ProblemKind kind, String detail) {
    super(detail);
    this.kind = kind;
  }

  /**
   * A problem of a kind.
   *
   * @param slug the kind in the {@link ProblemRegistry}, such as {@code vote-throttled}
   * @param values what this case puts into the placeholders of the detail, in their order
   * @throws IllegalArgumentException when the registry has no such kind or their number differs
   */
  public static Problem of(String slug, Object... values) {
    ProblemKind kind = ProblemRegistry.ofService().kind(slug);
    return new Problem(kind, kind.detail(values));
  }

  /**
   * A problem of a kind whose detail depends on what was found.
   *
   * @param slug the kind in the {@link ProblemRegistry}
   * @param detail this case, and what to do next
   */
  public static Problem withDetail(String slug, String detail) {
    return new Problem(ProblemRegistry.ofService().kind(slug), detail);
  }

  /** A problem of which only the HTTP status is known, for statuses that no kind describes. */
  static Problem ofStatus(int status, String title) {
    String detail = "Compare the request with /q/openapi.";
    return new Problem(
        new ProblemKind("status-" + status, status, title, detail, Map.of()), detail);
  }

  /** Adds a member that a program can use, in snake_case. */
  public Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds a header to the answer. */
  public Problem header(String name, Object value) {
    headers.put(name, value);
    return this;
  }

  /**
   * Adds when to try again: the header Retry-After in whole seconds, rounded up, and the member
   * {@code retry_after_seconds}.
   */
  public Problem retryAfter(Duration wait) {
    long seconds = seconds(wait);
    return header("Retry-After", seconds).with("retry_after_seconds", seconds);
  }

  /** Returns a wait as answers state it: whole seconds, rounded up, at least 1. */
  public static long seconds(Duration wait) {
    return Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
  }

  /** Returns the HTTP status. */
  public int status() {
    return kind.status();
  }

  /** Returns the kind as a URN. */
  public String type() {
    return kind.type();
  }

  /** Returns the answer. */
  public Response toResponse() {
    ProblemMeters.count(kind);
    Response.ResponseBuilder response =
        Response.status(status())
            .type(MEDIA_TYPE)
            .entity(new Body(type(), kind.title(), status(), getMessage(), members));
    headers.forEach(response::header);
    return response.build();
  }

  /** Sends the answer outside of a resource, as filters of the server do. */
  public void send(HttpServerResponse response) {
    ProblemMeters.count(kind);
    JsonObject body =
        new JsonObject()
            .put("type", type())
            .put("title", kind.title())
            .put("status", status())
            .put("detail", getMessage());
    members.forEach(body::put);
    headers.forEach((name, value) -> response.putHeader(name, value.toString()));
    response
        .setStatusCode(status())
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE.toString())
        .end(body.encode());
  }

  /**
   * As {@link #send}, for a request of which the rest is not read: the connection is closed after
   * the answer.
   */
  public void sendAndClose(HttpServerResponse response) {
    response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    send(response);
  }

  /** The JSON of a problem. */
  @JsonPropertyOrder({"type", "title", "status", "detail"})
  record Body(
      String type,
      String title,
      int status,
      String detail,
      @JsonIgnore Map<String, Object> members) {

    @JsonAnyGetter
    Map<String, Object> others() {
      return members;
    }
  }

  /** A problem is an expected answer, so that a stack trace is not needed. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
