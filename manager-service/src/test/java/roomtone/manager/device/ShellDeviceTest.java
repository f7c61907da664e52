package roomtone.manager.device;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import roomtone.local.testing.Checkout;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World;
import roomtone.manager.World.Room;

/** deploy/device/roomtone-device, with this manager, its songs passing twenty times as fast. */
@QuarkusTest
@QuarkusTestResource(World.class)
class ShellDeviceTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  World world;
  @TempDir Path folder;
  LocalAuth.Session admin;
  private final List<Process> running = new ArrayList<>();

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @AfterEach
  void nothing_is_left() {
    running.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    running.forEach(Process::destroyForcibly);
  }

  private Room roomWith(int songs) {
    Room room = world.roomWith(admin, "Shell", songs);
    change(room, "{\"soundscape_seconds\": 20, \"crossfade_seconds\": 3}");
    return room;
  }

  private void change(Room room, String body) {
    as(admin)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/players/" + room.id())
        .then()
        .statusCode(200);
  }

  private Process device(String token, int port, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Checkout.folder().resolve("deploy/device/roomtone-device").toString(),
                "--manager",
                "http://127.0.0.1:" + port,
                "--state",
                folder.resolve("state").toString(),
                "--out",
                folder.resolve("heard").toString(),
                "--speed",
                "20"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()));
    builder.environment().remove("ROOMTONE_TOKEN");
    if (token != null) {
      builder.environment().put("ROOMTONE_TOKEN", token);
    }
    Process process = builder.start();
    running.add(process);
    return process;
  }

  private void ends(Process process) throws Exception {
    assertTrue(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS), this::said);
    assertEquals(0, process.exitValue(), this::said);
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("said"));
    } catch (IOException e) {
      return "it said nothing";
    }
  }

  /** start, end, outcome, play, song, title. */
  private List<List<String>> heard() {
    try (Stream<String> lines = Files.lines(folder.resolve("heard/heard.tsv"))) {
      return lines.map(line -> List.of(line.split("\t", -1))).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private Set<String> cached() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("state/cache"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.length() == 64)
          .collect(Collectors.toSet());
    }
  }

  private long plays(Room room, String outcome) {
    return (Long)
        world.ask(
            "select count(*) from public.songs_playing where player_id = ? and outcome = ?",
            room.id(),
            outcome);
  }

  private static int managersPort() {
    return RestAssured.port;
  }

  /** Where nobody listens. */
  private static final int NOBODY = 9;

  @Test
  void it_plays_the_queue_to_files_and_reports_what_it_played() throws Exception {
    Room room = roomWith(4);
    List<String> queue =
        World.device(room.token()).get("/api/player/poll").then().extract().path("next.song_id");
    ends(device(room.token(), managersPort(), "--plays", "3"));
    assertEquals(
        queue.subList(0, 3), heard().stream().limit(3).map(line -> line.get(4)).toList(), said());
    assertEquals(3, plays(room, "finished"), said());
    // The fourth had begun while the third faded out.
    assertEquals(1, plays(room, "interrupted"), said());
    try (Stream<Path> files = Files.list(folder.resolve("heard"))) {
      assertEquals(
          4, files.filter(file -> Files.exists(file) && !file.endsWith("heard.tsv")).count());
    }
    assertEquals(
        0L,
        world.ask(
            "select count(*) from public.songs_playing where player_id = ? and queue_id is null",
            room.id()));
  }

  @Test
  void it_skips_pauses_and_goes_on_as_staff_say() throws Exception {
    Room room = roomWith(4);
    change(room, "{\"soundscape_seconds\": 3600, \"crossfade_seconds\": 0}");
    Process device = device(room.token(), managersPort());
    await().atMost(SOON).until(() -> status(room).equals("playing"));
    as(admin).post("/api/admin/players/" + room.id() + "/skip").then().statusCode(200);
    await().atMost(SOON).until(() -> plays(room, "skipped") == 1);
    await().atMost(SOON).until(() -> status(room).equals("playing"));
    as(admin).post("/api/admin/players/" + room.id() + "/pause").then().statusCode(200);
    await().atMost(SOON).until(() -> plays(room, "interrupted") == 1);
    assertEquals("idle", status(room));
    as(admin).post("/api/admin/players/" + room.id() + "/resume").then().statusCode(200);
    await().atMost(SOON).until(() -> status(room).equals("playing"));
    device.destroy();
    ends(device);
    assertEquals(2, plays(room, "interrupted"), said());
  }

  private String status(Room room) {
    return (String) world.ask("select status from public.players where id = ?", room.id());
  }

  @Test
  void killed_and_without_a_network_it_plays_on_from_its_cache_and_reports_later()
      throws Exception {
    Room room = roomWith(3);
    Process first = device(room.token(), managersPort());
    await().atMost(SOON).until(() -> cached().size() == 3 && !heard().isEmpty());
    first.destroyForcibly();
    first.waitFor();
    long reported = heard().size();
    Process offline = device(room.token(), NOBODY, "--plays", "3");
    ends(offline);
    assertTrue(heard().size() >= reported + 3, this::said);
    assertTrue(heard().stream().anyMatch(line -> line.get(2).equals("interrupted")), this::said);
    try (Stream<Path> spool = Files.list(folder.resolve("state/spool"))) {
      assertTrue(spool.count() >= 6, this::said);
    }
    ends(device(room.token(), managersPort(), "--for", "1"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertEquals(
                    0L,
                    heard().stream().filter(line -> !isKnown(line.get(3), line.get(2))).count(),
                    this::said));
  }

  private boolean isKnown(String play, String outcome) {
    return outcome.equals(
        world.ask("select outcome from public.songs_playing where id = ?", UUID.fromString(play)));
  }

  @Test
  void it_deletes_what_is_in_the_manifest_no_more_and_keeps_no_damaged_file() throws Exception {
    Room room = roomWith(3);
    ends(device(room.token(), managersPort(), "--for", "3"));
    Set<String> before = cached();
    assertEquals(3, before.size(), said());
    String gone =
        (String)
            world.ask(
                """
                select s.sha256 from public.player_library l join public.songs s on s.id = l.song_id
                where l.player_id = ? and s.id not in (select song_id from public.player_queue where player_id = l.player_id and position = 1)
                order by s.id limit 1
                """,
                room.id());
    world.run("update public.songs set archived_at = roomtone.now() where sha256 = ?", gone);
    String damaged = before.stream().filter(hash -> !hash.equals(gone)).findFirst().orElseThrow();
    Files.delete(folder.resolve("state/cache").resolve(damaged));
    Files.writeString(folder.resolve("state/cache").resolve(damaged + ".part"), "half a file");
    ends(device(room.token(), managersPort(), "--for", "3"));
    assertTrue(!cached().contains(gone), this::said);
    assertTrue(cached().contains(damaged), this::said);
    assertEquals(32_044, Files.size(folder.resolve("state/cache").resolve(damaged)));
  }

  @Test
  void a_list_that_changes_between_two_pages_is_read_anew_and_no_file_is_lost() throws Exception {
    Room room = roomWith(1);
    String kept =
        (String)
            world.ask(
                """
                update public.songs s set created_at = '2020-01-02' from public.player_library l
                where l.player_id = ? and s.id = l.song_id returning s.sha256
                """,
                room.id());
    // The first page is full, and that song is the first of the second.
    world.run(
        """
        with added as (
          insert into public.songs (title, file_url, sha256, created_at)
          select 'Page ' || n, ?::text || encode(sha256((?::text || n)::bytea), 'hex') || '.wav', encode(sha256((?::text || n)::bytea), 'hex'),
            case when n <= 200 then timestamptz '2020-01-01' else '2020-01-03' end
          from generate_series(1, 210) n returning id
        )
        insert into public.player_library (player_id, song_id) select ?, id from added
        """,
        world.storage().endpoint() + "/roomtone/songs/",
        room.slug(),
        room.slug(),
        room.id());
    Path cache = Files.createDirectories(folder.resolve("state/cache"));
    Files.writeString(cache.resolve(kept), "a file that is wanted");
    List<String> read = new CopyOnWriteArrayList<>();
    HttpServer between =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    between.setExecutor(Executors.newCachedThreadPool());
    between.createContext(
        "/",
        exchange -> {
          String asked = exchange.getRequestURI().toString();
          if (asked.contains("manifest")) {
            read.add(asked.substring(asked.indexOf('?')));
            if (asked.endsWith("page=2") && read.size() == 2) {
              world.run(
                  "update public.songs set archived_at = roomtone.now() where file_url like ? and title = 'Page 7'",
                  world.storage().endpoint() + "/roomtone/songs/%");
            }
          }
          passOn(exchange);
        });
    between.start();
    try {
      ends(device(room.token(), between.getAddress().getPort(), "--for", "4"));
    } finally {
      between.stop(0);
      world.run("delete from public.songs where title like 'Page %'");
    }
    assertEquals(List.of("?page=1", "?page=2", "?page=1", "?page=2"), read.subList(0, 4), said());
    assertTrue(cached().contains(kept), this::said);
    assertEquals(210, Files.readAllLines(folder.resolve("state/manifest.tsv")).size());
  }

  /** Hands a call over to the manager, and its answer back. */
  private static void passOn(HttpExchange exchange) throws IOException {
    RequestSpecification call =
        RestAssured.given()
            .urlEncodingEnabled(false)
            .body(exchange.getRequestBody().readAllBytes());
    for (String header :
        List.of("X-API-Key", "Content-Type", "If-None-Match", "Roomtone-Device-Time")) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        call.header(header, value);
      }
    }
    Response answer =
        call.request(exchange.getRequestMethod(), exchange.getRequestURI().toString());
    for (String header : List.of("ETag", "Roomtone-Poll-After", "Retry-After")) {
      if (answer.header(header) != null) {
        exchange.getResponseHeaders().add(header, answer.header(header));
      }
    }
    byte[] body = answer.asByteArray();
    exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void without_a_token_it_shows_a_code_and_plays_once_staff_have_confirmed_it() throws Exception {
    Room room = roomWith(2);
    Process device = device(null, managersPort(), "--pair", "--plays", "1");
    String code = "with the code ";
    await().atMost(SOON).until(() -> said().contains(code));
    String shown =
        said().substring(said().indexOf(code) + code.length()).lines().findFirst().orElseThrow();
    as(admin)
        .contentType("application/json")
        .body("{\"code\": \"" + shown + "\"}")
        .post("/api/admin/players/" + room.id() + "/pair")
        .then()
        .statusCode(204);
    ends(device);
    assertEquals(1, plays(room, "finished"), said());
    assertTrue(Files.readString(folder.resolve("state/token")).strip().matches("[0-9a-f]{64}"));
  }

  @Test
  void it_says_what_it_takes_and_what_it_misses() throws Exception {
    Process help =
        new ProcessBuilder(
                Checkout.folder().resolve("deploy/device/roomtone-device").toString(), "--help")
            .start();
    assertTrue(
        new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .startsWith("usage: roomtone-device"));
    assertEquals(0, help.waitFor());
    Process nothing = device(null, managersPort());
    assertEquals(64, nothing.waitFor());
    assertTrue(said().contains("no token"), this::said);
  }
}
