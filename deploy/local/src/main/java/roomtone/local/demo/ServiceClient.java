package roomtone.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import roomtone.local.demo.DemoSounds.Sound;

/**
 * Calls Supabase Auth and the manager as an admin's browser does. Several threads may use it after
 * the sign-in.
 */
public final class ServiceClient implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A call was answered with an error status. */
  public static final class UnsuccessfulCall extends IOException {
    private final int status;
    private final String body;

    UnsuccessfulCall(HttpRequest request, HttpResponse<String> response) {
      super(
          "%s %s was answered %d %s"
              .formatted(
                  request.method(),
                  request.uri().getPath(),
                  response.statusCode(),
                  response.body()));
      status = response.statusCode();
      body = response.body();
    }

    /** The status of the answer. */
    public int status() {
      return status;
    }

    boolean is(int expectedStatus, String word) {
      return status == expectedStatus && body.contains(word);
    }

    JsonNode json() throws JsonProcessingException {
      return JSON.readTree(body);
    }
  }

  /**
   * A new player.
   *
   * @param token the token of its device, which is shown this once
   */
  public record CreatedPlayer(UUID id, String slug, String token) {}

  /** Players in use, as their list shows them; empty behind the last page. */
  public record PlayerPage(List<UUID> ids, List<String> slugs) {}

  private final URI supabaseUrl;
  private final String publishableKey;
  private final URI managerUrl;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private volatile String accessToken = "";

  /**
   * A client without a user.
   *
   * @param supabaseUrl the project, with Auth at {@code /auth/v1}
   * @param publishableKey the project's key for browsers
   * @param managerUrl the manager, without a path
   */
  public ServiceClient(URI supabaseUrl, String publishableKey, URI managerUrl) {
    this.supabaseUrl = supabaseUrl;
    this.publishableKey = publishableKey;
    this.managerUrl = managerUrl;
  }

  /**
   * Whether the manager can be called.
   *
   * @param ready answers 200 once it can
   */
  boolean managerIsReady(URI ready) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(ready).timeout(CONNECT_TIMEOUT).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Signs up with e-mail and password; an existing account is left as it is. */
  void signUp(String email, String password) throws IOException, InterruptedException {
    try {
      send(auth("signup").POST(json(credentials(email, password))));
    } catch (UnsuccessfulCall refused) {
      if (!refused.is(422, "user_already_exists")) {
        throw refused;
      }
    }
  }

  /** Signs in; the following calls of the manager use this user's token. */
  public void signIn(String email, String password) throws IOException, InterruptedException {
    accessToken = accessToken(email, password);
  }

  /** Signs in a user for whom this client makes no calls; returns the access token. */
  public String accessToken(String email, String password)
      throws IOException, InterruptedException {
    return send(auth("token?grant_type=password").POST(json(credentials(email, password))))
        .path("access_token")
        .asText();
  }

  /**
   * Signs up a new anonymous user; returns the access token.
   *
   * @param mark a member of the user's metadata that is set to true, by which operators recognise
   *     the user
   */
  public String signUpAnonymously(String mark) throws IOException, InterruptedException {
    ObjectNode body = object();
    body.putObject("data").put(mark, true);
    return send(auth("signup").POST(json(body))).path("access_token").asText();
  }

  /** Uploads a song and returns its id, which is that of the existing song for the same content. */
  UUID upload(Sound sound) throws IOException, InterruptedException {
    DemoSong song = sound.song();
    MultipartForm form = new MultipartForm();
    form.field("title", song.title());
    form.field("artist", DemoSong.ARTIST);
    form.field("type", "soundscape");
    form.field("embedding", JSON.writeValueAsString(song.soundscape().mixture().weights()));
    form.file("file", sound.file(), "audio/wav");
    try {
      return id(
          send(
              manager("/api/admin/songs")
                  .header("Content-Type", form.contentType())
                  .POST(form.body())));
    } catch (UnsuccessfulCall refused) {
      if (refused.is(409, "song_id")) {
        return UUID.fromString(refused.json().path("song_id").asText());
      }
      throw refused;
    }
  }

  /**
   * Adds a player.
   *
   * @param player the body, as docs/openapi/manager.yaml describes NewPlayer
   */
  public CreatedPlayer createPlayer(ObjectNode player) throws IOException, InterruptedException {
    JsonNode created = send(withJson(manager("/api/admin/players")).POST(json(player)));
    return new CreatedPlayer(
        id(created), created.path("slug").asText(), created.path("token").asText());
  }

  /** Archives a player: its token is refused from then on. */
  public void archivePlayer(UUID player) throws IOException, InterruptedException {
    send(manager("/api/admin/players/" + player).DELETE());
  }

  /**
   * Lists players in use, by name.
   *
   * @param page from 1; a page holds 200
   */
  public PlayerPage players(int page) throws IOException, InterruptedException {
    JsonNode items = send(manager("/api/admin/players?size=200&page=" + page).GET()).path("items");
    List<UUID> ids = new ArrayList<>();
    List<String> slugs = new ArrayList<>();
    for (JsonNode item : items) {
      ids.add(id(item));
      slugs.add(item.path("slug").asText());
    }
    return new PlayerPage(ids, slugs);
  }

  void setLibrary(UUID player, List<UUID> songs) throws IOException, InterruptedException {
    ObjectNode body = object();
    ArrayNode ids = body.putArray("song_ids");
    songs.forEach(song -> ids.add(song.toString()));
    send(withJson(manager("/api/admin/players/" + player + "/library")).PUT(json(body)));
  }

  void setRole(UUID user, String role) throws IOException, InterruptedException {
    ObjectNode body = object().put("user_id", user.toString());
    body.putArray("roles").add(role);
    send(withJson(manager("/api/admin/roles")).PUT(json(body)));
  }

  /** A new JSON object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static ObjectNode credentials(String email, String password) {
    return object().put("email", email).put("password", password);
  }

  private HttpRequest.Builder auth(String call) {
    URI uri = URI.create(supabaseUrl + "/auth/v1/" + call);
    return withJson(HttpRequest.newBuilder(uri)).header("apikey", publishableKey);
  }

  private HttpRequest.Builder manager(String path) {
    return HttpRequest.newBuilder(managerUrl.resolve(path))
        .header("Authorization", "Bearer " + accessToken);
  }

  private static HttpRequest.Builder withJson(HttpRequest.Builder request) {
    return request.header("Content-Type", "application/json");
  }

  private static BodyPublisher json(JsonNode body) {
    return BodyPublishers.ofString(body.toString());
  }

  private static UUID id(JsonNode row) {
    return UUID.fromString(row.path("id").asText());
  }

  private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.timeout(TIMEOUT).build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new UnsuccessfulCall(request, response);
    }
    return JSON.readTree(response.body());
  }

  /** Aborts the calls that are under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
