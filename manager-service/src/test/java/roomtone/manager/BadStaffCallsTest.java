package roomtone.manager;

import static org.hamcrest.Matchers.equalTo;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.MultiPartSpecBuilder;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.local.testing.TestRequests;

/**
 * Calls of staff about players, libraries, roles, songs and tables that are malformed or forbidden.
 */
@QuarkusTest
class BadStaffCallsTest extends BadInput {

  /** Calls of a manager that are refused. */
  static Stream<Arguments> calls_that_staff_may_not_make() {
    return Stream.of(
        Arguments.of("POST", "/api/admin/players", "{\"name\": \"\"}", 400, "invalid-field"),
        Arguments.of(
            "POST",
            "/api/admin/players",
            "{\"name\": \"x\", \"slug\": \"../x\"}",
            400,
            "invalid-field"),
        Arguments.of(
            "POST",
            "/api/admin/players",
            "{\"name\": \"%s\"}".formatted("x".repeat(101)),
            400,
            "invalid-field"),
        Arguments.of("POST", "/api/admin/players", "[]", 400, "invalid-body"),
        Arguments.of("POST", "/api/admin/players", "null", 400, "invalid-body"),
        Arguments.of("POST", "/api/admin/players", "\"Lobby\"", 400, "invalid-body"),
        Arguments.of("POST", "/api/admin/players", "{\"name\": 5}", 400, "invalid-field"),
        Arguments.of("POST", "/api/admin/players", "{", 400, "malformed-json"),
        Arguments.of("PATCH", "{mine}", "{\"volume_db\": 1e9}", 400, "invalid-field"),
        Arguments.of(
            "PATCH",
            "{mine}",
            "{\"name\": \"New\", \"timezone\": \"Mars/Base\"}",
            400,
            "invalid-field"),
        Arguments.of(
            "PATCH", "{mine}", "{\"opening_hours\": {\"mon\": \"always\"}}", 400, "invalid-field"),
        Arguments.of("PATCH", "{mine}", "{\"checkins_per_hour\": 0}", 400, "invalid-field"),
        Arguments.of("PATCH", "{mine}", "{\"checkins_per_hour\": -300}", 400, "invalid-field"),
        Arguments.of("PATCH", "{mine}", "{\"checkins_per_hour\": 100001}", 400, "invalid-field"),
        Arguments.of("PATCH", "{mine}", "{\"checkins_per_hour\": null}", 400, "invalid-field"),
        Arguments.of("PATCH", "{mine}", "{\"manager_id\": null}", 403, "forbidden"),
        Arguments.of("PATCH", "{theirs}", "{\"name\": \"Mine now\"}", 404, "unknown-player"),
        Arguments.of("DELETE", "{theirs}", "", 404, "unknown-player"),
        Arguments.of("POST", "{theirs}/token", "", 404, "unknown-player"),
        Arguments.of("POST", "{theirs}/skip", "", 404, "unknown-player"),
        Arguments.of("POST", "{theirs}/pause", "", 404, "unknown-player"),
        Arguments.of("GET", "{theirs}/queue", "", 404, "unknown-player"),
        Arguments.of("GET", "{theirs}/qr.svg", "", 404, "unknown-player"),
        Arguments.of("POST", "{theirs}/pair", "{\"code\": \"KTZW-BQRM\"}", 404, "unknown-player"),
        Arguments.of("POST", "{mine}/pair", "{\"code\": \"KTZW-BQRM\"}", 404, "unknown-code"),
        Arguments.of("POST", "{mine}/skip", "", 409, "nothing-plays"),
        Arguments.of(
            "PUT", "{theirs}/library", "{\"song_ids\": [\"{song}\"]}", 404, "unknown-player"),
        Arguments.of(
            "PUT", "{theirs}/library?global=true", "{\"song_ids\": []}", 404, "unknown-player"),
        Arguments.of("POST", "{theirs}/library/add?search=rain", "", 404, "unknown-player"),
        Arguments.of("POST", "{mine}/library/add?in_library_of={other}", "", 404, "unknown-player"),
        Arguments.of("POST", "{mine}/library/add", "", 400, "all-songs"),
        Arguments.of("PUT", "{mine}/library", "{\"song_ids\": []}", 400, "empty-library"),
        Arguments.of(
            "PUT", "{mine}/library?global=perhaps", "{\"song_ids\": []}", 400, "invalid-field"),
        Arguments.of(
            "PUT", "{mine}/library", "{\"song_ids\": [\"" + NOBODY + "\"]}", 400, "unknown-songs"),
        Arguments.of("PUT", "{mine}/library", "{\"song_ids\": [\"../x\"]}", 400, "invalid-field"),
        Arguments.of("PATCH", SONGS + "/{song}", "{\"title\": \"Mine\"}", 403, "forbidden"),
        Arguments.of("DELETE", SONGS + "/{song}", "", 403, "forbidden"),
        Arguments.of(
            "PUT",
            "/api/admin/roles",
            "{\"user_id\": \"" + NOBODY + "\", \"roles\": [\"admin\"]}",
            403,
            "forbidden"),
        Arguments.of(
            "PUT",
            "/api/admin/roles",
            "{\"email\": \"nobody@example.org\", \"roles\": [\"admin\"]}",
            403,
            "forbidden"));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("calls_that_staff_may_not_make")
  void a_call_of_staff_that_is_refused_changes_nothing(
      String method, String path, String body, int status, String problem) throws Exception {
    String address =
        path.replace("{mine}", PLAYERS + room.id())
            .replace("{theirs}", PLAYERS + others.id())
            .replace("{other}", others.id().toString())
            .replace("{song}", song.toString());
    RequestSpecification request = as(manager);
    if (!body.isEmpty()) {
      request.contentType("application/json").body(body.replace("{song}", song.toString()));
    }
    world.refused(() -> request.request(method, address), status, problem);
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /api/admin/songs/{song}, '{\"title\": null}', 400, invalid-field",
    "PATCH, /api/admin/songs/{song}, '{\"title\": \"New\", \"embedding\": [-1,0,0,0,0]}', 400, invalid-field",
    "PATCH, /api/admin/songs/{song}, '{\"title\": \"New\", \"type\": \"noise\"}', 400, invalid-field",
    "PATCH, /api/admin/songs/..%2f..%2fetc, '{\"title\": \"New\"}', 404, unknown-song",
    "PATCH, /api/admin/songs/{nobody}, '{\"title\": \"New\"}', 404, unknown-song",
    "DELETE, /api/admin/songs/{nobody}, '', 404, unknown-song",
    "PUT, /api/admin/roles, '{\"user_id\": \"{nobody}\", \"roles\": [\"admin\"]}', 404, unknown-user",
    "PUT, /api/admin/roles, '{\"email\": \"nobody@example.org\", \"roles\": [\"admin\"]}', 404, unknown-user",
    "PUT, /api/admin/roles, '{\"email\": \"x\", \"user_id\": \"{nobody}\", \"roles\": [\"admin\"]}', 400, invalid-field",
    "PUT, /api/admin/roles, '{\"roles\": []}', 400, invalid-field",
    "PUT, /api/admin/roles, '{\"user_id\": \"{nobody}\", \"roles\": [\"root\"]}', 400, invalid-field",
  })
  void a_call_of_an_admin_that_is_refused_changes_nothing(
      String method, String path, String body, int status, String problem) throws Exception {
    RequestSpecification request = as(admin).urlEncodingEnabled(false);
    if (!body.isEmpty()) {
      request.contentType("application/json").body(fill(body));
    }
    world.refused(() -> request.request(method, fill(path)), status, problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u202egnp.exe",
        "a\u2066b",
        "a\u200bb",
        "a\udb40\udc41",
        "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
        "a\u0085b"
      })
  void names_with_direction_controls_or_invisible_characters_are_refused(String name)
      throws Exception {
    for (Response answer :
        world.withoutTrace(
            () ->
                List.of(
                    json(Map.of("name", name)).post("/api/admin/players"),
                    json(Map.of("name", name)).patch(PLAYERS + room.id()),
                    json(Map.of("title", name)).patch(SONGS + "/" + song),
                    json(Map.of("artist", name)).patch(SONGS + "/" + song),
                    as(admin)
                        .multiPart("file", "a.wav", Sounds.wav(1))
                        .multiPart(
                            new MultiPartSpecBuilder(name)
                                .controlName("title")
                                .charset(StandardCharsets.UTF_8)
                                .build())
                        .post(SONGS)))) {
      TestRequests.assertProblem(answer.then(), 400, "invalid-field");
    }
    world.refused(
        () ->
            World.table(as(admin), fill("id,title\n{song},%s\n".formatted(name)))
                .post("/api/admin/songs.csv"),
        400,
        "invalid-rows");
  }

  private RequestSpecification json(Object body) {
    return as(admin).contentType("application/json; charset=UTF-8").body(body);
  }

  static Stream<Arguments> malformed_tables() {
    String dimensions = "rain,sea_waves,thunderstorm,wind,crackling_fire";
    return Stream.of(
        Arguments.of("", "wrong-columns"),
        Arguments.of("title\nNew\n", "wrong-columns"),
        Arguments.of("id,name\n{song},New\n", "wrong-columns"),
        Arguments.of("id,title,title\n{song},New,Newer\n", "wrong-columns"),
        Arguments.of("id,title,rain\n{song},New,1\n", "wrong-columns"),
        Arguments.of("id,title\n{song},New\nlobby,No id\n", "invalid-rows"),
        Arguments.of("id,title\n{song},New\n" + NOBODY + ",Nobody\n", "invalid-rows"),
        Arguments.of("id,title\n{song},New\n{song},Again\n", "invalid-rows"),
        Arguments.of("id,title\n{song},\n", "invalid-rows"),
        Arguments.of("id,title,type\n{song},New,noise\n", "invalid-rows"),
        Arguments.of("id,title," + dimensions + "\n{song},New,NaN,0,0,0,0\n", "invalid-rows"),
        Arguments.of("id,title\n{song},New,more\n", "invalid-rows"),
        Arguments.of("id,title\n{song},\"Open\n", "invalid-rows"),
        Arguments.of("id,title\n{song},\"Open", "invalid-rows"),
        Arguments.of("id,\"title\n{song},New\n", "invalid-rows"),
        Arguments.of(
            "id,title\n"
                + IntStream.rangeClosed(0, 20_000)
                    .mapToObj(n -> n + ",x\n")
                    .collect(Collectors.joining()),
            "too-many-rows"));
  }

  @ParameterizedTest(name = "{index} {1}")
  @MethodSource("malformed_tables")
  void a_malformed_table_of_songs_changes_none(String table, String problem) throws Exception {
    world.refused(
        () -> World.table(as(admin), fill(table)).post("/api/admin/songs.csv"), 400, problem);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/admin/songs?page=0",
    "/api/admin/songs?page=first",
    "/api/admin/songs?page=99999999999",
    "/api/admin/songs?page=2001",
    "/api/admin/songs?size=201",
    "/api/admin/songs?min_duration=9&max_duration=8",
    "/api/admin/songs?sort=price",
    "/api/admin/songs?max_duration=-1",
    "/api/admin/players?archived=maybe",
    "/api/admin/players?page=-1",
    "/api/admin/roles?size=many",
    "/api/admin/uploads?page=0",
    "/api/admin/audit?from=2026-12-01T00:00:00Z&to=2026-11-01T00:00:00Z",
    "/api/admin/audit?thing_id=1",
    "/api/admin/players/{room}/history?to=yesterday",
    "/api/admin/players/{room}/history?page=x",
    "/api/admin/players/{room}/history.csv?from=1900-01-01T00:00:00Z"
  })
  void a_malformed_parameter_is_refused_with_its_name(String question) {
    String path = question.replace("{room}", room.id().toString());
    ValidatableResponse answer = as(admin).get(path).then();
    answer
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:invalid-field"))
        .body("errors[0].field.length() > 0", equalTo(true));
  }
}
