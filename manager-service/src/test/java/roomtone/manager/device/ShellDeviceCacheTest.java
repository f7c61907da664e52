package roomtone.manager.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.local.testing.Fixtures;
import roomtone.local.testing.SongRow;
import roomtone.manager.World.Room;

/** The shell device plays on from its cache, and keeps it in order. */
@QuarkusTest
class ShellDeviceCacheTest extends ShellDevice {

  @Test
  void without_a_network_it_plays_on_from_its_cache_and_reports_later() throws Exception {
    Room room = roomWith(3);
    Process first = device(room.token(), managersPort());
    Await.until(
        "three songs are cached and one has started",
        SOON,
        () -> cached().size() == 3 && !heard().isEmpty());
    first.destroyForcibly();
    first.waitFor();
    long reported = heard().size();
    Process offline = device(room.token(), UNUSED_PORT, "--plays", "3");
    awaitEnd(offline);
    assertTrue(heard().size() >= reported + 3, this::output);
    List<String> songs = heard().stream().map(line -> line.get(4)).toList();
    for (int play = 1; play < songs.size(); play++) {
      assertNotEquals(songs.get(play - 1), songs.get(play), this::output);
    }
    assertTrue(heard().stream().anyMatch(line -> line.get(2).equals("interrupted")), this::output);
    try (Stream<Path> spool = Files.list(folder.resolve("state/spool"))) {
      assertTrue(spool.count() >= 6, this::output);
    }
    awaitEnd(device(room.token(), managersPort(), "--for", "1"));
    Await.passes(
        SOON,
        () ->
            assertEquals(
                0L,
                heard().stream().filter(line -> !isKnown(line.get(3), line.get(2))).count(),
                this::output));
  }

  @Test
  void it_deletes_files_that_left_the_manifest_and_damaged_ones() throws Exception {
    Room room = roomWith(3);
    awaitEnd(device(room.token(), managersPort(), "--for", "3"));
    Set<String> before = cached();
    assertEquals(3, before.size(), output());
    String gone =
        (String)
            world
                .sql()
                .value(
                    """
                select s.sha256 from public.player_library l join public.songs s on s.id = l.song_id
                where l.player_id = ? and s.id not in (select song_id from public.player_queue where player_id = l.player_id and position = 1)
                order by s.id limit 1
                """,
                    room.id());
    world
        .sql()
        .update("update public.songs set archived_at = roomtone.now() where sha256 = ?", gone);
    String damaged = before.stream().filter(hash -> !hash.equals(gone)).findFirst().orElseThrow();
    Files.delete(folder.resolve("state/cache").resolve(damaged));
    Files.writeString(folder.resolve("state/cache").resolve(damaged + ".part"), "half a file");
    awaitEnd(device(room.token(), managersPort(), "--for", "3"));
    assertTrue(!cached().contains(gone), this::output);
    assertTrue(cached().contains(damaged), this::output);
    assertEquals(32_044, Files.size(folder.resolve("state/cache").resolve(damaged)));
  }

  @Test
  void a_manifest_that_changes_between_two_pages_is_read_again_and_no_file_is_lost()
      throws Exception {
    Room room = roomWith(1);
    String kept =
        (String)
            world
                .sql()
                .value(
                    """
                update public.songs s set created_at = '2020-01-02' from public.player_library l
                where l.player_id = ? and s.id = l.song_id returning s.sha256
                """,
                    room.id());
    // The first page is full, and that song is the first of the second.
    try (Fixtures fixtures = Fixtures.in(world.database())) {
      List<UUID> added =
          SongRow.insert(
              fixtures.owner(),
              IntStream.rangeClosed(1, 210).mapToObj(n -> songOfPage(room, n)).toList());
      fixtures.library(room.id(), added.toArray(UUID[]::new));
    }
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
              world
                  .sql()
                  .update(
                      "update public.songs set archived_at = roomtone.now() where file_url like ? and title = 'Page 7'",
                      world.storage().endpoint() + "/roomtone/songs/%");
            }
          }
          passOn(exchange);
        });
    between.start();
    try {
      awaitEnd(device(room.token(), between.getAddress().getPort(), "--for", "8"));
    } finally {
      between.stop(0);
      world.sql().update("delete from public.songs where title like 'Page %'");
    }
    assertEquals(List.of("?page=1", "?page=2", "?page=1", "?page=2"), read.subList(0, 4), output());
    assertTrue(cached().contains(kept), this::output);
    assertEquals(210, Files.readAllLines(folder.resolve("state/manifest.tsv")).size());
  }

  /** The first 200 songs are older than the one that the device has, the others newer. */
  private SongRow songOfPage(Room room, int number) {
    String hash = sha256(room.slug() + number);
    return SongRow.titled("Page " + number)
        .fileUrl(world.storage().endpoint() + "/roomtone/songs/" + hash + ".wav")
        .sha256(hash)
        .createdAt(Instant.parse(number <= 200 ? "2020-01-01T00:00:00Z" : "2020-01-03T00:00:00Z"));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isKnown(String play, String outcome) {
    return outcome.equals(
        world
            .sql()
            .value("select outcome from public.songs_playing where id = ?", UUID.fromString(play)));
  }

  /** Forwards a call to the manager, and its answer back. */
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
}
