package roomtone.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Refuses calls of the API whose header Accept cannot be read, before anything is done. The
 * framework reads it when it writes the answer, when the work of the call is committed already, and
 * fails. A call whose answer has none of the accepted types is refused before the work, too: its
 * method declares what it produces.
 *
 * <p>Several headers become one, and an empty one, which accepts everything, is removed, because
 * the framework does not read these either. A quoted value must not contain a comma or a semicolon.
 *
 * @see "RFC 9110, 12.5.1"
 */
@ApplicationScoped
class AcceptHeader {

  /** Priority: after the CORS check, so that pages of other origins can read the answer. */
  private static final int PRIORITY = 250;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final String QUOTED = "\"[^\",;\\\\]*+\"";
  private static final String WEIGHT = "[qQ]=(?:0(?:\\.[0-9]*+)?|1(?:\\.0*+)?|\\.[0-9]++)";
  private static final String PARAMETER = "(?![qQ]=)" + TOKEN + "=(?:" + TOKEN + "|" + QUOTED + ")";

  /** A media type or range with parameters; also "*", which some clients send for every type. */
  private static final Pattern MEDIA_RANGE =
      Pattern.compile(
          "(?:\\*|%1$s/%1$s)(?:[ \\t]*+;[ \\t]*+(?:%2$s|%3$s)?+)*+"
              .formatted(TOKEN, WEIGHT, PARAMETER));

  void register(@Observes Filters filters) {
    filters.register(AcceptHeader::check, PRIORITY);
  }

  private static void check(RoutingContext call) {
    MultiMap headers = call.request().headers();
    String path = call.request().path();
    if (path == null || !path.startsWith("/api/") || !headers.contains(HttpHeaders.ACCEPT)) {
      call.next();
      return;
    }
    List<String> ranges = ranges(headers.getAll(HttpHeaders.ACCEPT));
    if (!ranges.stream().allMatch(AcceptHeader::isReadable)) {
      Problem.of("malformed-accept").send(call.response());
      return;
    }
    if (ranges.isEmpty()) {
      headers.remove(HttpHeaders.ACCEPT);
    } else {
      headers.set(HttpHeaders.ACCEPT, String.join(",", ranges));
    }
    call.next();
  }

  /** Splits headers into their elements, without empty ones. */
  static List<String> ranges(List<String> headers) {
    return headers.stream()
        .flatMap(header -> Stream.of(header.split(",", -1)))
        .map(String::strip)
        .filter(range -> !range.isEmpty())
        .toList();
  }

  /**
   * Returns whether a text is a media range, such as {@code text/*;q=0.5}.
   *
   * @param range without spaces around it
   */
  static boolean isReadable(String range) {
    return MEDIA_RANGE.matcher(range).matches();
  }
}
