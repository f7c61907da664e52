package roomtone.manager.upload;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;
import roomtone.problem.Problem;

/** Refuses an upload before its body is read when there is no free slot or no room on disk. */
@ApplicationScoped
class UploadAdmissionFilter {

  private static final Pattern FILE = Pattern.compile("/api/admin/songs/[^/]+/file/?");
  private static final Pattern SONGS = Pattern.compile("/api/admin/songs/?");

  /** Runs after the limit of bodies, whose priority is higher. */
  private static final int PRIORITY = 990;

  private final UploadSlots slots;
  private final UploadSettings settings;

  UploadAdmissionFilter(UploadSlots slots, UploadSettings settings) {
    this.slots = slots;
    this.settings = settings;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext call) {
    try {
      if (isUpload(call.request())) {
        slots.take(call, announcedSize(call.request()));
      }
    } catch (Problem problem) {
      problem.sendAndClose(call.response());
      return;
    }
    call.next();
  }

  private static boolean isUpload(HttpServerRequest request) {
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

  /** The size of the body in bytes; one that is not announced may have the largest size. */
  private long announcedSize(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? settings.maxSize().asLongValue() : Long.parseLong(length);
  }
}
