package roomtone.manager.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import roomtone.problem.Problem;

/**
 * Refuses bodies that are too large before a byte of them is read. Only a recording may be larger
 * than {@value #MOST} bytes, a table than {@value #MOST_OF_A_TABLE}, and only a form may come
 * without its length: whatever is kept in memory as a whole must say beforehand how much that is.
 */
@ApplicationScoped
class BodyLimit {

  /** 500 reports of plays are about 150 kB, a library of 20,000 songs 800 kB. */
  private static final long MOST = 2 * 1024 * 1024;

  /** 20,000 songs with their embeddings are about 3 MB. */
  private static final long MOST_OF_A_TABLE = 5 * 1024 * 1024;

  /** Before the server's own limit, which answers without saying why. */
  private static final int FIRST = 1000;

  /** Behind the server's own limit. */
  private static final int LAST = 1;

  private final long mostInForms;
  private final ObjectMapper mapper;

  BodyLimit(
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize mostInForms,
      ObjectMapper mapper) {
    this.mostInForms = mostInForms.asLongValue();
    this.mapper = mapper;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
    filters.register(this::leaveToTheForm, LAST);
  }

  /**
   * Of a form in chunks nobody knows the length. The server would answer too much of it without
   * saying why; the reader of forms, which counts too, says it.
   */
  private void leaveToTheForm(RoutingContext call) {
    if (call.request().getHeader(HttpHeaders.CONTENT_LENGTH) == null
        && call.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY) != null) {
      call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, 2 * mostInForms);
    }
    call.next();
  }

  private void check(RoutingContext call) {
    HttpServerRequest request = call.request();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    boolean form = type != null && type.startsWith("multipart/form-data");
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean table = type != null && type.startsWith("text/csv");
    if (length != null && tooLarge(length, form ? mostInForms : table ? MOST_OF_A_TABLE : MOST)) {
      refuse(
          call,
          Problem.of(
              413,
              "too-large",
              "Too large",
              "Send less at once; the limit of each call is in /q/openapi."));
    } else if (length == null
        && !form
        && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      refuse(
          call,
          Problem.of(
              411,
              "length-required",
              "Length required",
              "Send the body with its Content-Length, not in chunks."));
    } else {
      call.next();
    }
  }

  private static boolean tooLarge(String length, long most) {
    try {
      return Long.parseLong(length) > most;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  /** The rest of the body is not read: the connection ends here. */
  private void refuse(RoutingContext call, Problem problem) {
    try {
      call.response()
          .setStatusCode(problem.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
          .putHeader(HttpHeaders.CONNECTION, "close")
          .end(mapper.writeValueAsString(problem.toResponse().getEntity()));
    } catch (JsonProcessingException e) {
      call.fail(e);
    }
  }
}
