package roomtone.manager.player;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.MovableClock;
import roomtone.manager.PoolCounter;
import roomtone.manager.World;
import roomtone.manager.World.Room;
import roomtone.manager.device.PlayerChangeListener;

/** Staff watch their players live. The clockwork is wound by hand. */
@QuarkusTest
@QuarkusTestResource(World.class)
class PlayerEventsTest {

  World world;
  @Inject LivePlayers live;
  @Inject PlayerChangeListener news;
  @Inject PoolCounter pool;
  @Inject MovableClock clock;
  @Inject StaffSettings settings;
  @Inject MeterRegistry meters;

  @TestHTTPResource("/api/admin/players/events")
  URI events;

  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @AfterEach
  void everybodyLeaves() {
    clock.reset();
  }

  @Test
  void a_player_shows_what_goes_on_at_it() {
    Room room = world.roomWith(admin, "Shown", 3);
    String path = "/api/admin/players/" + room.id();
    as(admin)
        .get(path)
        .then()
        .body("current", nullValue())
        .body("open", equalTo(true))
        .body("token_changed_at", notNullValue())
        .body("queue_length", equalTo(3));
    String song = device(room.token()).get("/api/player/poll").path("next[0].song_id");
    UUID play = play(room, song);
    as(admin)
        .get(path)
        .then()
        .body("status", equalTo("playing"))
        .body("current.play_id", equalTo(play.toString()))
        .body("current.song_id", equalTo(song))
        .body("current.started_at", notNullValue())
        .body("current.play_seconds", equalTo(180))
        .body("next.title", notNullValue());
    as(admin).post(path + "/skip").then().body("skip_play_id", equalTo(play.toString()));
  }

  @Test
  void all_comes_on_connect_and_then_what_changes() throws Exception {
    Room room = world.room(admin, "Watched");
    Room other = world.room(admin, "Unmoved");
    try (Stream stream = open(admin)) {
      List<String> first = stream.next().getList("players.id");
      assertTrue(first.contains(room.id().toString()) && first.contains(other.id().toString()));
      as(admin).post("/api/admin/players/" + room.id() + "/pause").then().statusCode(200);
      JsonPath changed = refreshed(stream, room);
      assertEquals(List.of(room.id().toString()), changed.getList("players.id"));
      assertEquals(List.of(true), changed.getList("players.paused"));
      as(admin).delete("/api/admin/players/" + room.id()).then().statusCode(204);
      assertEquals(List.of(room.id().toString()), refreshed(stream, room).getList("gone"));
    }
  }

  @Test
  void a_manager_watches_their_own_players_and_loses_sight_of_those_given_away() throws Exception {
    LocalAuth.Session manager = world.manager();
    Room own = world.room(manager, "Mine");
    Room others = world.room(admin, "Not mine");
    try (Stream stream = open(manager)) {
      assertEquals(List.of(own.id().toString()), stream.next().getList("players.id"));
      as(admin).post("/api/admin/players/" + others.id() + "/pause").then().statusCode(200);
      as(admin).post("/api/admin/players/" + own.id() + "/pause").then().statusCode(200);
      assertEquals(List.of(own.id().toString()), refreshed(stream, own).getList("players.id"));
      as(admin)
          .contentType("application/json")
          .body("{\"manager_id\": null}")
          .patch("/api/admin/players/" + own.id())
          .then()
          .statusCode(200);
      assertEquals(List.of(own.id().toString()), refreshed(stream, own).getList("gone"));
    }
  }

  @Test
  void many_watchers_cost_no_more_sql_than_one() throws Exception {
    Room room = world.room(admin, "Popular");
    try (Stream one = open(admin);
        Stream two = open(admin);
        Stream three = open(world.manager())) {
      one.next();
      two.next();
      three.next();
      live.onChange(new PlayerChangeListener.Changed(room.id()));
      long loads = pool.during(live::refresh);
      assertTrue(loads <= 2, "roles and players, not one for each stream: " + loads);
    }
  }

  @Test
  void a_role_taken_away_and_a_token_that_expires_end_the_stream() throws Exception {
    LocalAuth.Session manager = world.manager();
    try (Stream taken = open(manager);
        Stream kept = open(admin)) {
      taken.next();
      kept.next();
      world.run("delete from public.roles where user_id = ?", manager.userId());
      live.refresh();
      taken.awaitEnd();
      live.everyFifteenSeconds();
      kept.line(":still here");
      clock.set(Instant.now().plus(Duration.ofDays(1)));
      live.refresh();
      kept.awaitEnd();
    }
  }

  @Test
  void the_headers_keep_proxies_from_holding_it_back_and_heartbeats_keep_it_open()
      throws Exception {
    try (Stream stream = open(admin)) {
      assertEquals("no", stream.response.headers().firstValue("X-Accel-Buffering").orElseThrow());
      assertEquals("no-store", stream.response.headers().firstValue("Cache-Control").orElseThrow());
      stream.next();
      stream.awaitHeartbeat(live::everyFifteenSeconds);
      assertFalse(stream.response.headers().firstValue("Set-Cookie").isPresent());
    }
  }

  @Test
  void a_pod_keeps_only_so_many_streams_and_says_when_to_come_back() throws Exception {
    awaitOpen(0);
    List<Stream> opened = new ArrayList<>();
    try {
      for (int i = 0; i < settings.streams(); i++) {
        opened.add(open(admin));
      }
      awaitOpen(settings.streams());
      as(admin)
          .accept("text/event-stream")
          .get(events)
          .then()
          .statusCode(503)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:roomtone:problem:too-many-streams"))
          .header("Retry-After", equalTo("10"));
      opened.removeFirst().close();
      awaitOpen(settings.streams() - 1);
      opened.add(open(admin));
    } finally {
      opened.forEach(Stream::close);
    }
  }

  @Test
  void of_many_who_come_at_once_not_one_more_gets_a_stream() throws Exception {
    awaitOpen(0);
    int crowd = 4 * settings.streams();
    HttpRequest watch =
        HttpRequest.newBuilder(events)
            .header("Authorization", "Bearer " + admin.accessToken())
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<InputStream>>> asked =
          java.util.stream.Stream.generate(
                  () -> http.sendAsync(watch, BodyHandlers.ofInputStream()))
              .limit(crowd)
              .toList();
      List<HttpResponse<InputStream>> answers =
          asked.stream().map(CompletableFuture::join).toList();
      List<Integer> statuses = answers.stream().map(HttpResponse::statusCode).sorted().toList();
      for (HttpResponse<InputStream> answer : answers) {
        answer.body().close();
      }
      assertEquals(settings.streams(), Collections.frequency(statuses, 200), statuses::toString);
      assertEquals(
          crowd - settings.streams(), Collections.frequency(statuses, 503), statuses::toString);
    }
    awaitOpen(0);
  }

  @Test
  void who_leaves_before_the_first_byte_leaves_a_place_for_the_next() throws Exception {
    awaitOpen(0);
    List<Socket> impatient = new ArrayList<>();
    try (Connection superuser = world.database().connect("supabase_admin");
        Statement statement = superuser.createStatement()) {
      superuser.setAutoCommit(false);
      statement.execute("lock table public.players in access exclusive mode");
      for (int i = 0; i < settings.streams(); i++) {
        impatient.add(ask());
      }
      awaitOpen(settings.streams());
      for (Socket line : impatient) {
        line.close();
      }
      awaitOpen(0);
    }
    for (int i = 0; i < 10 * settings.streams(); i++) {
      ask().close();
    }
    awaitOpen(0);
    try (Stream next = open(admin)) {
      next.next();
    }
    awaitOpen(0);
  }

  /** Asks for a stream, and reads nothing. */
  private Socket ask() throws IOException {
    Socket line = new Socket(events.getHost(), events.getPort());
    line.getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                .formatted(events.getPath(), admin.accessToken())
                .getBytes(StandardCharsets.US_ASCII));
    return line;
  }

  /** What a watcher leaves is noticed a moment later. */
  private void awaitOpen(int streams) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              live.everyFifteenSeconds();
              return meters.get("roomtone.staff.streams").gauge().value() == streams;
            });
  }

  @Test
  void what_another_service_writes_is_told_without_anybody_calling_here() throws Exception {
    Room room = world.room(admin, "Elsewhere");
    listen();
    try (Stream stream = open(admin)) {
      stream.next();
      world.run("update public.players set volume_db = -6 where id = ?", room.id());
      assertEquals(List.of(-6f), seen(stream).getList("players.volume_db"));
    }
  }

  @Test
  void news_that_may_have_been_missed_are_looked_for_every_five_seconds() throws Exception {
    Room here = world.room(admin, "Here");
    Room there = world.room(admin, "There");
    listen();
    try (Stream stream = open(admin)) {
      stream.next();
      live.refresh();
      long epoch = news.epoch();
      asServer(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'roomtone-manager-news' and datname = current_database()");
      await().atMost(Duration.ofSeconds(20)).until(() -> news.epoch() > epoch);
      // Nobody is notified of this.
      asServer(
          "set session_replication_role = replica; update public.players set volume_db = -6 where id = '%s'"
              .formatted(there.id()));
      assertEquals(1, pool.during(live::refresh), "only whether they may watch still");
      as(admin).post("/api/admin/players/" + here.id() + "/pause").then().statusCode(200);
      live.refresh();
      assertEquals(List.of(here.id().toString()), stream.next().getList("players.id"));
      clock.advance(LivePlayers.POLL_INTERVAL);
      live.refresh();
      assertEquals(List.of(there.id().toString()), stream.next().getList("players.id"));
    }
  }

  /** News are proven to arrive, and those of before have been heard. */
  private void listen() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              news.testItself();
              return news.isComplete(news.epoch());
            });
  }

  private void asServer(String sql) throws SQLException {
    try (Connection superuser = world.database().connect("supabase_admin");
        Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What the looks of two seconds bring of a player, without anybody telling that it changed. */
  private JsonPath seen(Stream stream) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    String event = null;
    while (event == null && System.nanoTime() < end) {
      live.refresh();
      event = stream.lines.poll(20, TimeUnit.MILLISECONDS);
      if (event != null && !event.startsWith("data:")) {
        event = null;
      }
    }
    assertNotNull(event, "nothing came");
    return JsonPath.from(event.substring("data:".length()));
  }

  @Test
  void strangers_and_listeners_watch_nothing() {
    given().accept("text/event-stream").get(events).then().statusCode(401);
    as(world.listener()).accept("text/event-stream").get(events).then().statusCode(403);
  }

  private static UUID play(Room room, String song) {
    UUID play = UUID.randomUUID();
    device(room.token())
        .contentType("application/json")
        .body(
            List.of(
                Map.of("play_id", play, "song_id", song, "started_at", Instant.now().toString())))
        .post("/api/player/plays")
        .then()
        .statusCode(200);
    return play;
  }

  /** What the next look at a player brings; that it has changed may still be on its way here. */
  private JsonPath refreshed(Stream stream, Room room) throws InterruptedException {
    live.onChange(new PlayerChangeListener.Changed(room.id()));
    live.refresh();
    return stream.next();
  }

  private Stream open(LocalAuth.Session who) throws IOException, InterruptedException {
    return new Stream(events, who);
  }

  /** What a page gets by fetch, as lines. */
  private static final class Stream implements AutoCloseable {

    private static final String END = "the end";

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Stream(URI uri, LocalAuth.Session who) throws IOException, InterruptedException {
      response =
          http.send(
              HttpRequest.newBuilder(uri)
                  .header("Accept", "text/event-stream")
                  .header("Authorization", "Bearer " + who.accessToken())
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, response.statusCode());
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        reader.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        lines.add(END);
      } catch (IOException | UncheckedIOException closed) {
        lines.add(END);
      }
    }

    String line(String beginning) throws InterruptedException {
      while (true) {
        String line = lines.poll(10, TimeUnit.SECONDS);
        assertTrue(line != null, "nothing came");
        if (line.startsWith(beginning)) {
          return line;
        }
        assertFalse(line.equals(END), "it has ended");
      }
    }

    JsonPath next() throws InterruptedException {
      return JsonPath.from(line("data:").substring("data:".length()));
    }

    /** A watcher who has not read the last event yet is passed over; the next beat finds them. */
    void awaitHeartbeat(Runnable beat) throws InterruptedException {
      String line = null;
      for (int i = 0; i < 100 && line == null; i++) {
        beat.run();
        line = lines.poll(100, TimeUnit.MILLISECONDS);
      }
      assertEquals(":still here", line);
    }

    void awaitEnd() throws InterruptedException {
      line(END);
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }
}
