package roomtone.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;
import roomtone.problem.Problem;

/**
 * Refuses request bodies that are too large, or of unknown length, before a byte of them is read.
 * The server's own limit would close the connection without an answer.
 */
public final class BodyLimit {

  /** Runs before the server's own limit. */
  private static final int PRIORITY = 1000;

  /**
   * The limit of one content type.
   *
   * @param maxBytes how long a body may be
   * @param mayBeChunked whether a body may come without its length
   */
  public record Rule(long maxBytes, boolean mayBeChunked) {}

  private final Function<String, Rule> rules;

  /**
   * @param rules finds the rule for a Content-Type, which is empty when the call names none
   */
  public BodyLimit(Function<String, Rule> rules) {
    this.rules = rules;
  }

  /** Puts the limit before all calls. */
  public void register(Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext call) {
    HttpServerRequest request = call.request();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    Rule rule = rules.apply(type == null ? "" : type);
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && isLonger(length, rule.maxBytes())) {
      Problem.withDetail(
              "too-large",
              "A body has at most %d bytes here. Send less at once.".formatted(rule.maxBytes()))
          .sendAndClose(call.response());
    } else if (length == null
        && !rule.mayBeChunked()
        && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      Problem.of("length-required").sendAndClose(call.response());
    } else {
      call.next();
    }
  }

  private static boolean isLonger(String length, long max) {
    try {
      return Long.parseLong(length) > max;
    } catch (NumberFormatException malformed) {
      return true;
    }
  }
}
