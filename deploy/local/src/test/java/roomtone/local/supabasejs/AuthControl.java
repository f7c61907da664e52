package roomtone.local.supabasejs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import roomtone.local.auth.AuthSettings;
import roomtone.local.startup.Loopback;
import roomtone.local.testing.LocalAuth;

/**
 * Lets tests in another process move the clock of Auth and change its settings: {@code POST
 * /advance?seconds=} and {@code POST /settings?confirm=&anonymous=&limit=}, without parameters the
 * defaults.
 */
final class AuthControl implements AutoCloseable {

  private final HttpServer server;
  private final LocalAuth auth;

  private AuthControl(HttpServer server, LocalAuth auth) {
    this.server = server;
    this.auth = auth;
  }

  static AuthControl of(LocalAuth auth) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(Loopback.address(), 0), 0);
      AuthControl control = new AuthControl(server, auth);
      server.createContext("/advance", control::advance);
      server.createContext("/settings", control::configure);
      server.start();
      return control;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void advance(HttpExchange exchange) throws IOException {
    auth.advance(Duration.ofSeconds(Long.parseLong(parameters(exchange).get("seconds"))));
    done(exchange);
  }

  private void configure(HttpExchange exchange) throws IOException {
    Map<String, String> given = parameters(exchange);
    auth.configure(
        AuthSettings.defaults()
            .confirmSignUps(Boolean.parseBoolean(given.get("confirm")))
            .anonymousUsers(!"false".equals(given.get("anonymous")))
            .anonymousSignUpsPerHour(Integer.parseInt(given.getOrDefault("limit", "0"))));
    done(exchange);
  }

  private static void done(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(204, -1);
    }
  }

  private static Map<String, String> parameters(HttpExchange exchange) {
    URI uri = exchange.getRequestURI();
    return uri.getQuery() == null
        ? Map.of()
        : Arrays.stream(uri.getQuery().split("&", -1))
            .map(pair -> pair.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }
}
