package roomtone.manager;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;
import static roomtone.manager.World.device;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.World.Room;

/**
 * Whatever cannot be is refused with a problem of its own, and leaves no trace: no row of any table
 * differs, nothing comes into the bucket, no file stays on the disk.
 */
@QuarkusTest
@QuarkusTestResource(World.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

  private static final String SONGS = "/api/admin/songs";
  private static final String PLAYERS = "/api/admin/players/";
  private static final UUID NOBODY = UUID.fromString("00000000-0000-4000-8000-000000000000");

  World world;
  LocalAuth.Session admin;
  LocalAuth.Session manager;
  Room room;
  Room others;
  UUID song;

  @BeforeEach
  void two_rooms_and_three_songs() {
    if (admin == null) {
      admin = world.admin();
      manager = world.manager();
      song = world.song(admin, "Rain");
      world.song(admin, "Wind");
      world.song(admin, "Surf");
      room = world.room(manager, "Mine");
      others = world.room(admin, "Not mine");
    }
  }

  // ---- recordings

  static Stream<Arguments> what_is_no_recording() {
    byte[] wav = Sounds.wav(1);
    return Stream.of(
        Arguments.of("an empty file", 415, "unsupported-audio", new byte[0]),
        Arguments.of("a picture called .wav", 415, "unsupported-audio", png()),
        Arguments.of("a page with a script", 415, "unsupported-audio", page()),
        Arguments.of("a page behind a tag", 415, "unsupported-audio", tagged(page())),
        Arguments.of(
            "a program", 415, "unsupported-audio", ascii("\u007fELF\2\1\1" + "x".repeat(999))),
        Arguments.of("an archive", 415, "unsupported-audio", ascii("PK\3\4" + "x".repeat(999))),
        Arguments.of("Opus in Ogg", 415, "unsupported-audio", Sounds.ogg("OpusHead\1")),
        Arguments.of("noise", 415, "unsupported-audio", noise(100_000)),
        Arguments.of("half a WAV file", 422, "unreadable-audio", Arrays.copyOf(wav, 9_000)),
        Arguments.of(
            "the beginning of a WAV file", 422, "unreadable-audio", Arrays.copyOf(wav, 30)),
        Arguments.of("half an MP3 file", 422, "unreadable-audio", half("tones.mp3")),
        Arguments.of("half an OGG file", 422, "unreadable-audio", half("tones.ogg")),
        Arguments.of("half a FLAC file", 422, "unreadable-audio", half("tones-24.flac")),
        Arguments.of("a WAV file that claims 4 GB", 422, "unreadable-audio", with(wav, 40, -16)),
        Arguments.of("a WAV file of no channels", 422, "unreadable-audio", withShort(wav, 22, 0)),
        Arguments.of(
            "a WAV file of 65,535 channels", 422, "unreadable-audio", withShort(wav, 22, -1)),
        Arguments.of("a WAV file that plays for days", 422, "audio-too-large", with(wav, 24, 1)),
        Arguments.of(
            "a FLAC file that plays for days", 422, "audio-too-large", Sounds.flac(200_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("what_is_no_recording")
  void what_is_no_recording_becomes_no_song(String what, int status, String problem, byte[] content)
      throws Exception {
    world.refused(() -> bring(content).post(SONGS), status, problem);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("what_is_no_recording")
  void what_is_no_recording_replaces_none(String what, int status, String problem, byte[] content)
      throws Exception {
    world.refused(() -> bring(content).put(SONGS + "/" + song + "/file"), status, problem);
  }

  private RequestSpecification bring(byte[] content) {
    return as(admin).multiPart("file", "../../rain<script>.wav", content);
  }

  private static byte[] png() {
    return ascii("\u0089PNG\r\n\u001a\n" + "x".repeat(999));
  }

  private static byte[] page() {
    return ascii("<!doctype html><script>alert(1)</script>" + " ".repeat(999));
  }

  private static byte[] tagged(byte[] content) {
    return Sounds.join(Sounds.id3("../../etc/passwd"), content);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(4).nextBytes(bytes);
    return bytes;
  }

  private static byte[] half(String name) {
    byte[] whole = Sounds.encoded(name);
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static byte[] with(byte[] wav, int offset, int value) {
    byte[] changed = wav.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    return changed;
  }

  private static byte[] withShort(byte[] wav, int offset, int value) {
    byte[] changed = wav.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
    return changed;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "title, '\u0007bell'",
    "artist, 'line\nfeed'",
    "type, podcast",
    "embedding, '[1,2,3]'",
    "embedding, '[0,0,0,0,0]'",
    "embedding, '[1e999,0,0,0,0]'",
    "embedding, '[NaN,0,0,0,0]'",
    "embedding, '{\"rain\": 1}'"
  })
  void what_is_said_of_a_recording_has_to_make_sense(String part, String value) throws Exception {
    world.refused(
        () -> bring(Sounds.wav(1)).multiPart(part, value).post(SONGS), 400, "invalid-field");
  }

  @Test
  void a_recording_is_taken_once() throws Exception {
    byte[] wav = Sounds.wav(1);
    String id = bring(wav).post(SONGS).then().statusCode(201).extract().path("id");
    world.refused(() -> bring(wav).post(SONGS), 409, "song-exists").body("song_id", equalTo(id));
    world.refused(() -> bring(wav).put(SONGS + "/" + song + "/file"), 409, "song-exists");
    world.refused(
        () -> bring(Sounds.wav(1)).put(SONGS + "/" + NOBODY + "/file"), 404, "unknown-song");
    world.refused(
        () -> as(manager).multiPart("file", "a.wav", Sounds.wav(1)).post(SONGS), 403, "forbidden");
  }

  @Test
  void paths_and_scripts_in_names_and_tags_are_text_and_nothing_else() throws Exception {
    String script = "<script>alert(1)</script>/../../etc/passwd";
    long objects = world.objects().size();
    byte[] mp3 = Sounds.join(Sounds.id3(script), Sounds.encoded("tones.mp3"), new byte[] {0});
    as(admin)
        .multiPart("file", "../../../../tmp/evil.mp3", mp3)
        .multiPart("artist", "../<img src=x onerror=alert(1)>")
        .post(SONGS)
        .then()
        .statusCode(201)
        .contentType("application/json")
        .header("X-Content-Type-Options", "nosniff")
        .body("title", equalTo(script))
        .body("artist", equalTo("../<img src=x onerror=alert(1)>"))
        .body("file_url", containsString("/roomtone/songs/"));
    as(admin)
        .multiPart("file", "..\\..\\%2e%2e%2fevil\".wav", Sounds.wav(1))
        .post(SONGS)
        .then()
        .statusCode(201);
    // Whatever it is called, it lies under its hash.
    List<String> added = world.objects();
    assertEquals(objects + 2, added.size());
    added.forEach(
        name -> assertEquals(true, name.matches("songs/[0-9a-f]{64}\\.[a-z0-9]+ .*"), name));
    assertEquals(false, Files.exists(java.nio.file.Path.of("/tmp/evil.mp3")));
  }

  // ---- plays

  private Response report(Map<String, Object> play) {
    return device(room.token())
        .contentType("application/json")
        .body(List.of(play))
        .post("/api/player/plays");
  }

  private Map<String, Object> play(Object... pairs) {
    Map<String, Object> play = new LinkedHashMap<>();
    play.put("play_id", UUID.randomUUID());
    play.put("song_id", song);
    play.put("started_at", Instant.now().toString());
    for (int i = 0; i < pairs.length; i += 2) {
      play.put((String) pairs[i], pairs[i + 1]);
    }
    return play;
  }

  static Stream<Arguments> what_was_never_played() {
    Instant now = Instant.now();
    return Stream.of(
        Arguments.of("started_at", -1, "malformed-started-at"),
        Arguments.of("started_at", "-0001-01-01T00:00:00Z", "malformed-started-at"),
        Arguments.of("started_at", "-999999999-01-01T00:00:00Z", "malformed-started-at"),
        Arguments.of("started_at", "+999999999-12-31T23:59:59Z", "malformed-started-at"),
        Arguments.of("started_at", "2026-02-30T00:00:00Z", "malformed-started-at"),
        Arguments.of("started_at", "1970-01-01T00:00:00Z", "too-old"),
        Arguments.of("started_at", now.minus(Duration.ofDays(8)).toString(), "too-old"),
        Arguments.of("started_at", now.plusSeconds(3600).toString(), "starts-in-the-future"),
        Arguments.of("ended_at", now.minusSeconds(3600).toString(), "ends-before-it-starts"),
        Arguments.of("ended_at", now.plusSeconds(3600).toString(), "ends-in-the-future"),
        Arguments.of("ended_at", "+999999999-12-31T23:59:59Z", "malformed-ended-at"),
        Arguments.of("song_id", NOBODY, "unknown-song"),
        Arguments.of("song_id", "../../songs", "malformed-song-id"),
        Arguments.of("play_id", "1-1-1-1-1", "malformed-play-id"),
        Arguments.of("queue_id", "<script>", "malformed-queue-id"),
        Arguments.of("outcome", "loved", "malformed-outcome"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("what_was_never_played")
  void what_was_never_played_is_rejected(String field, Object value, String reason)
      throws Exception {
    world
        .withoutTrace(() -> report(play(field, value)))
        .then()
        .statusCode(200)
        .body("result", contains("rejected"))
        .body("reason", contains(reason));
  }

  @Test
  void what_is_another_players_stays_theirs() throws Exception {
    UUID entry =
        (UUID)
            world.ask(
                "select id from public.player_queue where player_id = ? order by position limit 1",
                others.id());
    world
        .withoutTrace(() -> report(play("queue_id", entry)))
        .then()
        .body("reason", contains("queue-entry-of-another-player"));
    Map<String, Object> theirs = play("outcome", "finished");
    device(others.token())
        .contentType("application/json")
        .body(List.of(theirs))
        .post("/api/player/plays")
        .then()
        .body("result", contains("recorded"));
    theirs.put("outcome", "failed");
    world
        .withoutTrace(() -> report(theirs))
        .then()
        .body("reason", contains("play-of-another-player"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', 400, invalid-body",
    "'\"play\"', 400, invalid-body",
    "'[', 400, malformed-json",
    "'', 400, invalid-body",
    "'[{\"play_id\": 1}', 400, malformed-json"
  })
  void a_body_that_is_no_list_of_plays_is_refused(String body, int status, String problem)
      throws Exception {
    world.refused(
        () ->
            device(room.token())
                .contentType("application/json")
                .body(body)
                .post("/api/player/plays"),
        status,
        problem);
  }

  // ---- players, libraries, roles

  /** What staff may send and will not get. */
  static Stream<Arguments> what_staff_do_not_get() {
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
            "forbidden"));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("what_staff_do_not_get")
  void what_staff_do_not_get_changes_nothing(
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
    "PUT, /api/admin/roles, '{\"roles\": []}', 400, invalid-field",
    "PUT, /api/admin/roles, '{\"user_id\": \"{nobody}\", \"roles\": [\"root\"]}', 400, invalid-field",
  })
  void what_not_even_an_admin_gets_changes_nothing(
      String method, String path, String body, int status, String problem) throws Exception {
    RequestSpecification request = as(admin).urlEncodingEnabled(false);
    if (!body.isEmpty()) {
      request.contentType("application/json").body(fill(body));
    }
    world.refused(() -> request.request(method, fill(path)), status, problem);
  }

  private String fill(String text) {
    return text.replace("{song}", song.toString()).replace("{nobody}", NOBODY.toString());
  }

  // ---- tables

  static Stream<Arguments> what_is_no_table_of_songs() {
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
  @MethodSource("what_is_no_table_of_songs")
  void what_is_no_table_of_songs_changes_none(String table, String problem) throws Exception {
    world.refused(
        () -> World.table(as(admin), fill(table)).post("/api/admin/songs.csv"), 400, problem);
  }

  // ---- questions

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
  void a_question_that_makes_no_sense_is_told_its_field(String question) {
    String path = question.replace("{room}", room.id().toString());
    ValidatableResponse answer = as(admin).get(path).then();
    answer
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:invalid-field"))
        .body("errors[0].field.length() > 0", equalTo(true));
  }

  @Test
  void a_page_of_files_that_there_cannot_be_is_refused() throws Exception {
    for (String page : List.of("0", "-1", "x", "1000001")) {
      world.refused(
          () -> device(room.token()).get("/api/player/manifest?page=" + page),
          400,
          "invalid-field");
    }
  }
}
