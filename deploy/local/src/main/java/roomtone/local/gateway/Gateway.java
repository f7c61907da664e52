package roomtone.local.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import roomtone.local.startup.Loopback;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The HTTP server of the local system. It passes each request to the part whose prefix the path
 * has, and lets pages of any origin call them, as Supabase's gateway does: access is limited by
 * keys and passwords. It uses the HTTP server of the JDK, which needs no further library.
 */
public final class Gateway implements AutoCloseable {

  private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  private static final String HEADERS =
      "authorization, apikey, content-type, prefer, accept-profile, content-profile, range, x-client-info,"
          + " x-supabase-api-version";
  private static final String EXPOSED_HEADERS = "Content-Range, X-Supabase-Api-Version";

  static {
    // Without it every second response on a keep-alive connection waits 40 ms for an
    // acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Part> parts = new ConcurrentHashMap<>();

  private Gateway(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts to serve.
   *
   * @param listen the address to listen on
   * @param port 0 for a free one
   * @throws StartupFailure when the port is taken
   */
  public static Gateway start(InetAddress listen, int port) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(listen, port), 256);
      Gateway gateway = new Gateway(server);
      server.start();
      return gateway;
    } catch (BindException taken) {
      throw Loopback.taken(port, "sign-in");
    } catch (IOException failure) {
      throw new StartupFailure(
          Reason.BROKEN, "Sign-in did not start: " + failure.getMessage(), failure);
    }
  }

  /**
   * Adds a part.
   *
   * @param prefix such as {@code /auth/v1}; the prefixes of two parts must not contain each other
   */
  public void add(String prefix, Part part) {
    parts.put(prefix, part);
  }

  /** The address without a path, as callers on this machine have it. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Stops at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      allowAnyOrigin(exchange);
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      return Answer.empty(204);
    }
    String path = exchange.getRequestURI().getPath();
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      String prefix = entry.getKey();
      if (path.startsWith(prefix + "/")) {
        Part part = entry.getValue();
        try {
          return part.answer(new Request(exchange, path.substring(prefix.length())));
        } catch (UncheckedIOException broken) {
          throw broken;
        } catch (SQLException | RuntimeException failure) {
          return part.failed(failure);
        }
      }
    }
    return Answer.of(
            404,
            Json.object()
                .put("code", "not_found")
                .put("message", "Only these are served here: " + String.join(", ", parts.keySet()))
                .toString())
        .with("X-Supabase-Api-Version", "2024-01-01");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    headers.putIfAbsent("Cache-Control", List.of("no-store"));
    if (answer.json().isEmpty()) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    byte[] bytes = answer.json().get().getBytes(StandardCharsets.UTF_8);
    headers.putIfAbsent("Content-Type", List.of("application/json"));
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void allowAnyOrigin(HttpExchange exchange) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Access-Control-Allow-Origin", "*");
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      headers.set("Access-Control-Allow-Methods", METHODS);
      headers.set(
          "Access-Control-Allow-Headers",
          Optional.ofNullable(
                  exchange.getRequestHeaders().getFirst("Access-Control-Request-Headers"))
              .orElse(HEADERS));
      headers.set("Access-Control-Max-Age", "3600");
    } else {
      headers.set("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    }
  }
}
