package roomtone.local.demo.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The device protocol over real HTTP, with answers and failures that a test sets. */
final class ScriptedManager implements AutoCloseable {

  static final String TOKEN = "token-of-the-room";

  /** Closes the connection instead of answering. */
  static final int HANG_UP = 0;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A song in the queue of this manager. */
  record Song(UUID queueId, UUID songId, String title) {
    static Song named(String title) {
      return new Song(UUID.randomUUID(), UUID.randomUUID(), title);
    }

    byte[] content() {
      return (title + " sounds like this").getBytes(StandardCharsets.UTF_8);
    }
  }

  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  final List<String> polls = new CopyOnWriteArrayList<>();
  final List<String> downloads = new CopyOnWriteArrayList<>();
  final List<List<JsonNode>> batches = new CopyOnWriteArrayList<>();

  volatile List<Song> queue = List.of();
  volatile boolean paused;
  volatile boolean open = true;
  volatile String skip;
  volatile String presenceCode;
  volatile int pollStatus = 200;
  volatile int playsStatus = 200;
  volatile int fileStatus = 200;
  volatile String retryAfter;
  volatile String pollAfter = "5";
  volatile boolean damageFiles;
  volatile boolean knowsHashes = true;
  volatile UUID unreadablePlayOf;

  ScriptedManager() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/player/poll", exchange -> answer(exchange, this::poll));
    server.createContext("/api/player/plays", exchange -> answer(exchange, this::plays));
    server.createContext("/files/", exchange -> answer(exchange, this::file));
    server.start();
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private static void answer(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      handler.handle(exchange);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** All items of all reports, in order of arrival. */
  List<JsonNode> reports() {
    return batches.stream().flatMap(List::stream).toList();
  }

  private void poll(HttpExchange exchange) throws IOException {
    String known = exchange.getRequestHeaders().getFirst("If-None-Match");
    polls.add(String.valueOf(known));
    int status = admitted(exchange) ? pollStatus : 401;
    if (status != 200) {
      refuse(exchange, status);
      return;
    }
    exchange.getResponseHeaders().set("Roomtone-Poll-After", pollAfter);
    byte[] body = JSON.writeValueAsBytes(state());
    String etag = "\"" + sha256(body).substring(0, 16) + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(known)) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      send(exchange, body);
    }
  }

  private ObjectNode state() {
    ObjectNode state = JSON.createObjectNode();
    ObjectNode player = state.putObject("player");
    player.put("paused", paused).put("open", open).put("skip", skip);
    if (presenceCode != null) {
      player.putObject("presence").put("code", presenceCode);
    }
    state.putNull("current");
    ArrayNode next = state.putArray("next");
    for (Song song : queue) {
      String hash = sha256(song.content());
      files.put(hash, song.content());
      next.addObject()
          .put("queue_id", song.queueId().toString())
          .put("song_id", song.songId().toString())
          .put("title", song.title())
          .put("play_seconds", 180)
          .put("url", address() + "/files/" + hash + "?signature=good")
          .put("sha256", knowsHashes ? hash : null)
          .put("size_bytes", knowsHashes ? song.content().length : null);
    }
    return state;
  }

  private void plays(HttpExchange exchange) throws IOException {
    List<JsonNode> batch = new ArrayList<>();
    JSON.readTree(exchange.getRequestBody().readAllBytes()).forEach(batch::add);
    int status = admitted(exchange) ? playsStatus : 401;
    if (unreadablePlayOf != null
        && batch.stream()
            .anyMatch(it -> it.get("song_id").asText().equals(unreadablePlayOf.toString()))) {
      status = 400;
    }
    if (status != 200) {
      refuse(exchange, status);
      return;
    }
    batches.add(batch);
    ArrayNode results = JSON.createArrayNode();
    batch.forEach(
        it -> results.addObject().put("result", "recorded").set("play_id", it.get("play_id")));
    send(exchange, JSON.writeValueAsBytes(results));
  }

  private void file(HttpExchange exchange) throws IOException {
    String hash = exchange.getRequestURI().getPath().substring("/files/".length());
    downloads.add(hash);
    if (fileStatus != 200) {
      refuse(exchange, fileStatus);
      return;
    }
    byte[] content = files.get(hash);
    if (damageFiles) {
      content = Arrays.copyOf(content, content.length);
      content[0] ^= 1;
    }
    send(exchange, content);
  }

  private static boolean admitted(HttpExchange exchange) {
    return TOKEN.equals(exchange.getRequestHeaders().getFirst("X-API-Key"));
  }

  private void refuse(HttpExchange exchange, int status) throws IOException {
    if (status == HANG_UP) {
      return; // closing an exchange without an answer closes the connection
    }
    if (retryAfter != null) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    exchange.sendResponseHeaders(status, -1);
  }

  private static void send(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Stops the server. */
  void vanish() {
    close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
