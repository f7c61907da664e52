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
 * What went wrong, as the caller is told: thrown where it is known, answered as {@code
 * application/problem+json}.
 *
 * @see "RFC 9457, Problem Details for HTTP APIs"
 */
public class Problem extends RuntimeException {

  /** The media type of every error. */
  public static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

  private static final String TYPE_PREFIX = "urn:roomtone:problem:";

  private final int status;
  private final String slug;
  private final String title;
  private final Map<String, Object> members = new LinkedHashMap<>();
  private final Map<String, Object> headers = new LinkedHashMap<>();

  private Problem(int status, String slug, String title, String detail) {
    super(detail);
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  /**
   * A problem of a kind.
   *
   * @param status HTTP status, 400..599
   * @param slug names the kind for ever: {@code vote-throttled}
   * @param title the kind in words, the same each time
   * @param detail this case, and what to do next
   */
  public static Problem of(int status, String slug, String title, String detail) {
    return new Problem(status, slug, title, detail);
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
   * Says when to try again: as a header in whole seconds, rounded up, and as the member {@code
   * retry_after_seconds}.
   */
  public Problem retryAfter(Duration wait) {
    long seconds = seconds(wait);
    return header("Retry-After", seconds).with("retry_after_seconds", seconds);
  }

  /** A wait as callers are told it: whole seconds, rounded up, at least 1. */
  public static long seconds(Duration wait) {
    return Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** The kind, as a URN. */
  public String type() {
    return TYPE_PREFIX + slug;
  }

  /** The answer. */
  public Response toResponse() {
    Response.ResponseBuilder response =
        Response.status(status)
            .type(MEDIA_TYPE)
            .entity(new Body(type(), title, status, getMessage(), members));
    headers.forEach(response::header);
    return response.build();
  }

  /** Sends the answer where no resource is there to do it. */
  public void send(HttpServerResponse response) {
    JsonObject body =
        new JsonObject()
            .put("type", type())
            .put("title", title)
            .put("status", status)
            .put("detail", getMessage());
    members.forEach(body::put);
    headers.forEach((name, value) -> response.putHeader(name, value.toString()));
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE.toString())
        .end(body.encode());
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

  /** Expected, and told to the caller: a stack trace would tell nobody anything. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
