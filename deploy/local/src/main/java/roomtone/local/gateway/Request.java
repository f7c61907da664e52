package roomtone.local.gateway;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An HTTP request. */
public final class Request {

  /** A decoded pair of the query string. */
  public record Parameter(String name, String value) {}

  private final HttpExchange exchange;
  private final String path;

  Request(HttpExchange exchange, String path) {
    this.exchange = exchange;
    this.path = path;
  }

  /** The method, in capitals. */
  public String method() {
    return exchange.getRequestMethod();
  }

  /** The decoded path below the part's prefix, with its first slash. */
  public String path() {
    return path;
  }

  /** The first header of that name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** All headers of that name. */
  public List<String> headers(String name) {
    return exchange.getRequestHeaders().getOrDefault(name, List.of());
  }

  /** The token of the header Authorization, when its scheme is Bearer. */
  public Optional<String> bearer() {
    return header("Authorization")
        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
        .map(value -> value.substring(7).strip());
  }

  /** The pairs of the query string, in their order. */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int end = pair.indexOf('=');
      if (end > 0) {
        parameters.add(
            new Parameter(decoded(pair.substring(0, end)), decoded(pair.substring(end + 1))));
      }
    }
    return parameters;
  }

  /** The first value of a parameter of the query string. */
  public Optional<String> parameter(String name) {
    return parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::value)
        .findFirst();
  }

  /** The body, or empty when it has more bytes than {@code limit}. */
  public Optional<String> body(int limit) {
    try {
      byte[] bytes = exchange.getRequestBody().readNBytes(limit + 1);
      return bytes.length > limit
          ? Optional.empty()
          : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return value;
    }
  }
}
