package roomtone.local.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import roomtone.local.startup.Loopback;
import roomtone.local.startup.StartupFailure;
import roomtone.local.startup.StartupFailure.Reason;

/**
 * The gateway of the local system: Supabase Auth at {@code /auth/v1} and nothing else. It accepts
 * any API key or none. It uses the HTTP server of the JDK, which needs no further library.
 */
public final class AuthServer implements AutoCloseable {

  /**
   * The secret with which {@code supabase start} signs its legacy HS256 tokens; it is public and
   * for development only.
   */
  public static final String LEGACY_JWT_SECRET =
      "super-secret-jwt-token-with-at-least-32-characters-long";

  private static final Logger LOG = LoggerFactory.getLogger(AuthServer.class);
  private static final String PREFIX = "/auth/v1";
  private static final int LONGEST_BODY = 64 * 1024;

  static {
    // Without it every second response on a keep-alive connection waits 40 ms for an
    // acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** The response of a call: a status and JSON, or no body. */
  private record Answer(int status, Optional<String> json) {

    static Answer of(ObjectNode json) {
      return new Answer(200, Optional.of(json.toString()));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final SigningKeys keys;
  private final URI url;
  private final ConnectionPool connections;
  private final AuthApi api;

  private AuthServer(HttpServer server, DataSource database, SigningKeys keys) {
    this.server = server;
    this.keys = keys;
    this.url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    this.connections = new ConnectionPool(database);
    this.api = new AuthApi(connections, new AccessTokens(keys, issuer()));
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Starts to serve.
   *
   * @param database connections of the login supabase_auth_admin
   * @param port on 127.0.0.1; 0 for a free one
   * @throws StartupFailure when the port is taken
   */
  public static AuthServer start(DataSource database, SigningKeys keys, int port) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(Loopback.address(), port), 256);
      AuthServer auth = new AuthServer(server, database, keys);
      server.start();
      return auth;
    } catch (BindException taken) {
      throw Loopback.taken(port, "sign-in");
    } catch (IOException failure) {
      throw new StartupFailure(
          Reason.BROKEN, "Sign-in did not start: " + failure.getMessage(), failure);
    }
  }

  /** The value of SUPABASE_URL for services. */
  public URI url() {
    return url;
  }

  /** The issuer in every token. */
  public String issuer() {
    return url + PREFIX;
  }

  /** The URL of the key set. */
  public URI jwksUrl() {
    return URI.create(url + PREFIX + "/.well-known/jwks.json");
  }

  /** Stops at once; users and sessions stay in the database. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    connections.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      allowAnyOrigin(exchange);
      Answer answer = answer(exchange);
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    try {
      return route(exchange);
    } catch (AuthFailure refusal) {
      return failure(exchange, refusal.status(), refusal.code(), refusal.getMessage());
    } catch (SQLException failure) {
      LOG.warn("sign-in failed in the database: {}", failure.getMessage());
      return failure(
          exchange,
          500,
          "unexpected_failure",
          "Database error; the output of roomtone-local says which");
    }
  }

  private Answer route(HttpExchange exchange) throws IOException, SQLException {
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      return new Answer(204, Optional.empty());
    }
    String path = exchange.getRequestURI().getPath();
    if (!path.startsWith(PREFIX + "/")) {
      throw new AuthFailure(404, "not_found", "Only " + PREFIX + " is served here.");
    }
    return switch (exchange.getRequestMethod() + " " + path.substring(PREFIX.length())) {
      case "POST /signup" -> Answer.of(api.signUp(body(exchange)));
      case "POST /token" ->
          Answer.of(api.token(parameter(exchange, "grant_type", ""), body(exchange)));
      case "GET /user" -> Answer.of(api.user(bearer(exchange)));
      case "PUT /user" -> Answer.of(api.update(bearer(exchange), body(exchange)));
      case "POST /logout" -> {
        api.logOut(bearer(exchange), parameter(exchange, "scope", "global"));
        yield new Answer(204, Optional.empty());
      }
      case "GET /.well-known/jwks.json" -> {
        exchange.getResponseHeaders().set("Cache-Control", "public, max-age=600");
        yield new Answer(200, Optional.of(keys.publicJson()));
      }
      case "GET /health" ->
          Answer.of(
              Json.object()
                  .put("name", "roomtone-local")
                  .put("description", "Auth for development"));
      case "GET /settings" -> Answer.of(settings());
      default ->
          throw new AuthFailure(
              404, "not_found", "No such call: " + exchange.getRequestMethod() + " " + path);
    };
  }

  private static ObjectNode settings() {
    ObjectNode settings =
        Json.object().put("disable_signup", false).put("mailer_autoconfirm", true);
    settings.putObject("external").put("anonymous_users", true).put("email", true);
    return settings;
  }

  private static Answer failure(HttpExchange exchange, int status, String code, String message) {
    exchange.getResponseHeaders().set("X-Supabase-Api-Version", "2024-01-01");
    return new Answer(
        status, Optional.of(Json.object().put("code", code).put("message", message).toString()));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.putIfAbsent("Cache-Control", List.of("no-store"));
    if (answer.json().isEmpty()) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    byte[] bytes = answer.json().get().getBytes(StandardCharsets.UTF_8);
    headers.set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /**
   * Allows pages of any origin, as Supabase's gateway does: access is limited by key and password.
   */
  private static void allowAnyOrigin(HttpExchange exchange) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Access-Control-Allow-Origin", "*");
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      headers.set("Access-Control-Allow-Methods", "GET, POST, PUT, OPTIONS");
      headers.set(
          "Access-Control-Allow-Headers",
          Optional.ofNullable(
                  exchange.getRequestHeaders().getFirst("Access-Control-Request-Headers"))
              .orElse(
                  "authorization, apikey, content-type, x-client-info, x-supabase-api-version"));
      headers.set("Access-Control-Max-Age", "3600");
    } else {
      headers.set("Access-Control-Expose-Headers", "X-Supabase-Api-Version");
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (bytes.length > LONGEST_BODY) {
      throw new AuthFailure(
          413, "request_too_large", "The body may have %d bytes.".formatted(LONGEST_BODY));
    }
    return AuthApi.object(new String(bytes, StandardCharsets.UTF_8));
  }

  private static String bearer(HttpExchange exchange) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw new AuthFailure(401, "no_authorization", "This endpoint requires a valid Bearer token");
    }
    return header.substring(7).strip();
  }

  private static String parameter(HttpExchange exchange, String name, String otherwise) {
    String query = exchange.getRequestURI().getRawQuery();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    return otherwise;
  }
}
