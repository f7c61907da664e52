package roomtone.manager.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import roomtone.problem.Problem;

/** Lets a recording in before a byte of it is read, if there is a place and room for it. */
@ApplicationScoped
class UploadGate {

  private static final Pattern FILE = Pattern.compile("/api/admin/songs/[^/]+/file/?");
  private static final Pattern SONGS = Pattern.compile("/api/admin/songs/?");

  /** Behind the limit of bodies. */
  private static final int SECOND = 990;

  private final UploadSlots slots;
  private final UploadSettings settings;
  private final ObjectMapper mapper;

  UploadGate(UploadSlots slots, UploadSettings settings, ObjectMapper mapper) {
    this.slots = slots;
    this.settings = settings;
    this.mapper = mapper;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, SECOND);
  }

  private void check(RoutingContext call) {
    if (!brings(call.request())) {
      call.next();
      return;
    }
    try {
      slots.take(call, size(call.request()));
    } catch (Problem problem) {
      refuse(call, problem);
      return;
    }
    call.next();
  }

  private static boolean brings(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !type.startsWith("multipart/form-data")) {
      return false;
    }
    return switch (request.method().name()) {
      case "POST" -> SONGS.matcher(request.path()).matches();
      case "PUT" -> FILE.matcher(request.path()).matches();
      default -> false;
    };
  }

  /** What is not told may be the most. */
  private long size(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? settings.maxSize().asLongValue() : Long.parseLong(length);
  }

  /** The body is not read: the connection ends here. */
  private void refuse(RoutingContext call, Problem problem) {
    Response answer = problem.toResponse();
    try {
      call.response()
          .setStatusCode(answer.getStatus())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE.toString())
          .putHeader(HttpHeaders.RETRY_AFTER, answer.getHeaderString("Retry-After"))
          .putHeader(HttpHeaders.CONNECTION, "close")
          .end(mapper.writeValueAsString(answer.getEntity()));
    } catch (JsonProcessingException e) {
      call.fail(e);
    }
  }
}
