package roomtone.bench.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import roomtone.local.startup.Loopback;

/**
 * A brain, a manager and an Auth in one, which answer as a test says. A room has a queue of two
 * songs, which changes with each vote.
 */
final class FakeDeployment implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  /** How often a stream looks for a new state. */
  private static final Duration GLANCE = Duration.ofMillis(20);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, AtomicInteger> votes = new ConcurrentHashMap<>();

  final Set<String> added = ConcurrentHashMap.newKeySet();
  final Set<String> archived = ConcurrentHashMap.newKeySet();
  final List<JsonNode> players = new CopyOnWriteArrayList<>();
  final List<JsonNode> reports = new CopyOnWriteArrayList<>();
  final List<String> knownTags = new CopyOnWriteArrayList<>();
  final AtomicInteger signUps = new AtomicInteger();
  final AtomicInteger erased = new AtomicInteger();
  final AtomicInteger polls = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();

  volatile Duration pollDelay = Duration.ZERO;
  volatile int pollStatus = 200;
  volatile String retryAfter;
  volatile String pollAfter = "0.5";
  volatile int playsStatus = 200;
  volatile int signUpStatus = 200;
  volatile int mostPlayers = Integer.MAX_VALUE;
  volatile int playSeconds = 60;

  private FakeDeployment() throws IOException {
    server = HttpServer.create(new InetSocketAddress(Loopback.address(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static FakeDeployment start() throws IOException {
    return new FakeDeployment();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      String call = exchange.getRequestMethod() + " " + path.replaceFirst("[0-9a-f-]{36}", "ID");
      switch (call) {
        case "GET /config.json" ->
            send(
                exchange,
                200,
                object()
                    .put("supabase_url", address().toString())
                    .put("publishable_key", "sb_publishable_fake"));
        case "POST /auth/v1/token" -> send(exchange, 200, object().put("access_token", "staff"));
        case "POST /auth/v1/signup" -> {
          int number = signUps.incrementAndGet();
          send(exchange, signUpStatus, object().put("access_token", "listener-" + number));
        }
        case "POST /api/admin/players" -> add(exchange, JSON.readTree(body));
        case "GET /api/admin/players" -> send(exchange, 200, page(exchange));
        case "DELETE /api/admin/players/ID" -> {
          archived.add(id(path));
          exchange.sendResponseHeaders(204, -1);
        }
        case "GET /api/player/poll" -> poll(exchange);
        case "POST /api/player/plays" -> plays(exchange, JSON.readTree(body));
        case "POST /api/checkin" -> send(exchange, 201, object());
        case "GET /api/players/ID/events" -> stream(exchange, id(path));
        case "POST /api/votes" -> {
          String room = JSON.readTree(body).path("player_id").asText();
          votesOf(room).incrementAndGet();
          send(exchange, 201, object().put("counts_for", room));
        }
        case "DELETE /api/me" -> {
          erased.incrementAndGet();
          send(exchange, 200, object());
        }
        default -> send(exchange, 404, object().put("type", "urn:roomtone:problem:" + call));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(HttpExchange exchange, JsonNode player) throws IOException {
    // Calls come at once, so that counting and deciding is one step.
    if (asked.incrementAndGet() > mostPlayers) {
      send(exchange, 403, object());
      return;
    }
    players.add(player);
    String id = UUID.randomUUID().toString();
    added.add(id);
    send(
        exchange,
        201,
        object().put("id", id).put("slug", player.path("slug").asText()).put("token", id));
  }

  private ObjectNode page(HttpExchange exchange) {
    ObjectNode page = object();
    var items = page.putArray("items");
    if (exchange.getRequestURI().getQuery().endsWith("page=1")) {
      added.stream()
          .filter(id -> !archived.contains(id))
          .forEach(id -> items.addObject().put("id", id).put("slug", "simulated-earlier-" + id));
      items.addObject().put("id", UUID.randomUUID().toString()).put("slug", "lobby");
    }
    return page;
  }

  private void poll(HttpExchange exchange) throws IOException, InterruptedException {
    polls.incrementAndGet();
    Thread.sleep(pollDelay);
    if (pollStatus != 200) {
      if (retryAfter != null) {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
      }
      send(exchange, pollStatus, object().put("type", "urn:roomtone:problem:database-away"));
      return;
    }
    String room = exchange.getRequestHeaders().getFirst("X-API-Key");
    String tag = "\"" + votesOf(room).get() + "\"";
    String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    knownTags.add(String.valueOf(known));
    exchange.getResponseHeaders().set("ETag", tag);
    exchange.getResponseHeaders().set("Roomtone-Poll-After", pollAfter);
    if (tag.equals(known)) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    ObjectNode state = object();
    state.putObject("player").put("paused", false).put("open", true);
    next(state, room);
    send(exchange, 200, state);
  }

  /** The entries after the last vote; their ids differ from those before it. */
  private void next(ObjectNode state, String room) {
    var next = state.putArray("next");
    for (int i = 1; i <= 2; i++) {
      next.addObject()
          .put("queue_id", named(room + votesOf(room) + i))
          .put("song_id", named("song" + i))
          .put("title", "Song " + i)
          .put("play_seconds", playSeconds);
    }
  }

  private static String named(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void plays(HttpExchange exchange, JsonNode batch) throws IOException {
    if (playsStatus != 200) {
      send(exchange, playsStatus, object().put("type", "urn:roomtone:problem:database-away"));
      return;
    }
    var results = JSON.createArrayNode();
    for (JsonNode report : batch) {
      reports.add(report);
      results.addObject().put("result", "recorded");
    }
    byte[] body = JSON.writeValueAsBytes(results);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void stream(HttpExchange exchange, String room) throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    int seen = -1;
    while (true) {
      int now = votesOf(room).get();
      if (now != seen) {
        seen = now;
        ObjectNode state = object();
        state.putObject("current").put("song_id", named("song0"));
        next(state, room);
        out.write(("event: state\ndata: " + state + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
      Thread.sleep(GLANCE);
    }
  }

  private AtomicInteger votesOf(String room) {
    return votes.computeIfAbsent(room, first -> new AtomicInteger());
  }

  private static String id(String path) {
    return path.replaceFirst(".*?([0-9a-f-]{36}).*", "$1");
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
