package roomtone.manager.history;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.SongRow;
import roomtone.manager.World;
import roomtone.manager.World.Room;

@QuarkusTest
@QuarkusTestResource(World.class)
class HistoryResourceTest {

  private static final String MAY = "from=2026-05-01T00:00:00Z&to=2026-06-01T00:00:00Z";
  private static final int MANY = 100_000;

  World world;

  @TestHTTPResource("/")
  URI service;

  LocalAuth.Session admin;
  Room room;

  @BeforeEach
  void a_room() {
    admin = world.admin();
    room = world.room(admin, "Remembered");
  }

  private UUID song(String title, String artist) {
    return SongRow.titled(title).artist(artist).insert(world.sql());
  }

  private UUID play(UUID song, String started, String ended, String outcome) {
    return (UUID)
        world
            .sql()
            .value(
                """
            insert into public.songs_playing (id, player_id, song_id, played_at, ended_at, outcome, reason)
            values (gen_random_uuid(), ?, ?, ?::timestamptz, ?::timestamptz, ?, 'rotation') returning id
            """,
                room.id(),
                song,
                started,
                ended,
                outcome);
  }

  private String path(String rest) {
    return "/api/admin/players/" + room.id() + rest;
  }

  @Test
  void a_period_is_a_table_with_utc_and_local_times() {
    world
        .sql()
        .update("update public.players set timezone = 'Europe/Vienna' where id = ?", room.id());
    UUID song = song("Rain, \"heavy\"", "Zoë");
    UUID late = play(song, "2026-05-31T22:30:00Z", null, null);
    UUID first = play(song, "2026-05-01T00:00:00Z", "2026-05-01T00:03:00.5Z", "finished");
    play(song, "2026-04-30T23:59:59Z", null, null);
    play(song, "2026-06-01T00:00:00Z", null, null);
    String file =
        as(admin)
            .accept("text/csv")
            .get(path("/history?" + MAY))
            .then()
            .statusCode(200)
            .contentType("text/csv; charset=UTF-8; header=present")
            .header(
                "Content-Disposition",
                equalTo("attachment; filename=\"history-" + room.slug() + ".csv\""))
            .extract()
            .asString();
    assertEquals(
        """
        play_id,song_id,title,artist,started_at,ended_at,started_local,ended_local,seconds,outcome,reason
        %1$s,%3$s,"Rain, ""heavy""\",Zoë,2026-05-01T00:00:00Z,2026-05-01T00:03:00.500Z,2026-05-01T02:00:00+02:00,2026-05-01T02:03:00.5+02:00,180,finished,rotation
        %2$s,%3$s,"Rain, ""heavy""\",Zoë,2026-05-31T22:30:00Z,,2026-06-01T00:30:00+02:00,,,,rotation
        """
            .formatted(first, late, song)
            .replace("\n", "\r\n"),
        file);
    assertEquals(file, as(admin).get(path("/history.csv?" + MAY)).asString());
    as(admin)
        .get(path("/history?" + MAY))
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("total", equalTo(2))
        .body("items.play_id", contains(late.toString(), first.toString()))
        .body("items[1].seconds", equalTo(180))
        .body("items[1].started_local", startsWith("2026-05-01T02:00"))
        .body("items[0].ended_at", nullValue());
    as(admin)
        .get(path("/history?size=1&page=2&" + MAY))
        .then()
        .body("items.play_id", contains(first.toString()));
  }

  @Test
  void a_reason_tells_of_five_people_or_more() {
    UUID song = song("Surf", null);
    for (int listeners : List.of(4, 5, 9)) {
      picked("2026-05-03T00:0" + listeners + ":00Z", song, "collective", listeners);
    }
    picked("2026-05-03T01:00:00Z", song, "house", 0);
    picked("2026-05-03T02:00:00Z", song, null, null);
    picked("2026-05-03T03:00:00Z", song, "collective", 9);
    as(admin)
        .get(path("/history?" + MAY))
        .then()
        .statusCode(200)
        .body(
            "items.reason",
            contains("rotation", null, "rotation", "collective", "collective", "rotation"));
    List<String> rows = as(admin).get(path("/history.csv?" + MAY)).asString().lines().toList();
    assertEquals(
        List.of("rotation", "collective", "collective", "rotation", "", "rotation"),
        rows.stream().skip(1).map(row -> row.substring(row.lastIndexOf(',') + 1)).toList());
  }

  private void picked(String started, UUID song, String reason, Integer listeners) {
    world
        .sql()
        .update(
            """
        insert into public.songs_playing (id, player_id, song_id, played_at, reason, listeners)
        values (gen_random_uuid(), ?, ?, ?::timestamptz, ?, ?::int)
        """,
            room.id(),
            song,
            started,
            reason,
            listeners);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "'=1",
        "\uFF1D1",
        "\u00A0=1",
        "\uFEFF+1",
        "\u200B-1",
        "\u3000\u2060@SUM(A1)",
        "\u3164=1",
        "\uFE0F=1",
        "\u0301=1",
        "\u00A0'\u200B=1"
      })
  void a_text_that_a_spreadsheet_would_take_for_a_formula_is_escaped(String title) {
    play(song(title, null), "2026-05-02T00:00:00Z", null, null);
    String file = as(admin).get(path("/history.csv?" + MAY)).asString();
    assertTrue(file.contains(",'" + title + ","), file);
  }

  @Test
  void years_of_plays_are_streamed() throws Exception {
    UUID song = song("Again and again", null);
    world
        .sql()
        .update(
            """
        insert into public.songs_playing (id, player_id, song_id, played_at)
        select gen_random_uuid(), ?, ?, timestamptz '2020-01-01T00:00:00Z' + n * interval '10 minutes'
        from generate_series(1, ?) n
        """,
            room.id(),
            song,
            MANY);
    HttpRequest request =
        HttpRequest.newBuilder(
                service.resolve(
                    path("/history.csv?from=2020-01-01T00:00:00Z&to=2027-01-01T00:00:00Z")))
            .header("Authorization", "Bearer " + admin.accessToken())
            .build();
    long rows = 0;
    UUID late;
    try (HttpClient client = HttpClient.newHttpClient();
        BufferedReader file =
            new BufferedReader(
                new InputStreamReader(
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(),
                    StandardCharsets.UTF_8))) {
      assertTrue(file.readLine().startsWith("play_id,"));
      // The first chunks have been sent, and the last has not been read from the database yet.
      late = play(song, "2026-01-01T00:00:00Z", null, null);
      boolean seen = false;
      for (String line = file.readLine(); line != null; line = file.readLine()) {
        rows++;
        seen |= line.startsWith(late.toString());
      }
      assertTrue(seen, "a play of the time after the first bytes");
    }
    assertEquals(MANY + 1, rows);
    as(admin)
        .get(path("/history?from=2020-01-01T00:00:00Z&to=2027-01-01T00:00:00Z"))
        .then()
        .body("total", equalTo(100_000))
        .body("items", hasSize(50))
        .body("items[0].play_id", equalTo(late.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=2026-05-01",
        "from=2026-06-01T00:00:00Z&to=2026-05-01T00:00:00Z",
        "from=2026-05-01T00:00:00Z&to=2026-05-01T00:00:00Z",
        "from=2010-01-01T00:00:00Z&to=2026-05-01T00:00:00Z",
        "from=0001-01-01T00:00:00Z",
        "to=+999999999-01-01T00:00:00Z"
      })
  void periods_out_of_range_are_refused(String period) {
    for (String form : List.of("/history?", "/history.csv?")) {
      as(admin)
          .get(path(form + period))
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("type", equalTo("urn:roomtone:problem:invalid-field"));
    }
  }

  @Test
  void a_manager_reads_the_history_of_their_own_players_only() {
    LocalAuth.Session manager = world.manager();
    Room own = world.room(manager, "Mine");
    for (String form : List.of("/history", "/history.csv")) {
      as(manager).get(path(form)).then().statusCode(404);
      as(manager).get("/api/admin/players/" + own.id() + form).then().statusCode(200);
      as(world.listener()).get(path(form)).then().statusCode(403);
      given().get(path(form)).then().statusCode(401);
    }
    as(admin).delete("/api/admin/players/" + own.id()).then().statusCode(204);
    as(manager).get("/api/admin/players/" + own.id() + "/history").then().statusCode(200);
  }
}
