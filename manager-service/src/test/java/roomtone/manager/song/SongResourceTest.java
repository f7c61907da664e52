package roomtone.manager.song;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.MovableClock;
import roomtone.manager.Sounds;
import roomtone.manager.World;

@QuarkusTest
@QuarkusTestResource(World.class)
class SongResourceTest {

  World world;
  LocalAuth.Session admin;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  private ValidatableResponse upload(byte[] content, String fileName) {
    return as(admin).multiPart("file", fileName, content).post("/api/admin/songs").then();
  }

  @Test
  void an_upload_becomes_a_song() {
    as(admin)
        .multiPart("file", "C:\\music\\Soft Rain.WAV", Sounds.wav(1.5))
        .multiPart("artist", " The Clouds ")
        .multiPart("embedding", "[1, 0, 0.5, 0, 0]")
        .post("/api/admin/songs")
        .then()
        .statusCode(201)
        .body("id", notNullValue())
        .body("title", equalTo("Soft Rain"))
        .body("artist", equalTo("The Clouds"))
        .body("type", equalTo("soundscape"))
        .body("duration", equalTo(2))
        .body("embedding", contains(1f, 0f, 0.5f, 0f, 0f))
        .body("embedding_source", equalTo("manual"))
        .body("content_type", equalTo("audio/wav"))
        .body("size_bytes", equalTo(44 + 24000))
        .body("file_url", startsWith(world.storage().endpoint() + "/roomtone/songs/"))
        .body("archived_at", nullValue())
        .body("bpm", nullValue());
  }

  @Test
  void the_file_lies_in_the_bucket_under_its_hash() throws Exception {
    byte[] content = Sounds.wav(1);
    String sha256 = upload(content, "a.wav").statusCode(201).extract().path("sha256");
    assertEquals(
        sha256, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    assertArrayEquals(
        content, Files.readAllBytes(world.bucket().resolve("songs/" + sha256 + ".wav")));
  }

  @Test
  void a_row_holds_all_columns() {
    Map<String, Object> song = upload(Sounds.wav(1), "a.wav").statusCode(201).extract().path("$");
    assertEquals(
        Set.of(
            "id",
            "title",
            "artist",
            "file_url",
            "type",
            "embedding",
            "duration",
            "created_at",
            "bpm",
            "content_type",
            "size_bytes",
            "sha256",
            "loudness_lufs",
            "peak_dbfs",
            "embedding_source",
            "embedding_confidence",
            "suggested_embedding",
            "analysis",
            "archived_at",
            "file_removed_at",
            "updated_at"),
        song.keySet());
  }

  @ParameterizedTest
  @EnumSource(Sounds.Samples.class)
  void every_width_of_wav_is_measured(Sounds.Samples samples) {
    upload(Sounds.wav(2.5, 48000, 2, samples, true), "a.wav")
        .statusCode(201)
        .body("duration", equalTo(3));
    upload(Sounds.wav(1, 22050, 1, samples, false), "a.wav")
        .statusCode(201)
        .body("duration", equalTo(1));
  }

  @Test
  void mp3_and_flac_are_measured_and_their_tags_read() {
    upload(Sounds.join(Sounds.id3("Rain on a roof"), Sounds.encoded("tones.mp3")), "a.mp3")
        .statusCode(201)
        .body("content_type", equalTo("audio/mpeg"))
        .body("title", equalTo("Rain on a roof"))
        .body("duration", equalTo(2));
    upload(Sounds.join(Sounds.id3("Tones"), Sounds.encoded("tones-24.flac")), "Fire.flac")
        .statusCode(201)
        .body("content_type", equalTo("audio/flac"))
        .body("duration", equalTo(1));
  }

  @Test
  void a_stated_title_goes_before_the_tag_and_an_empty_one_does_not() {
    byte[] mp3 = Sounds.join(Sounds.id3("Tagged once"), Sounds.encoded("tones.mp3"));
    as(admin)
        .multiPart("file", "a.mp3", mp3)
        .multiPart("title", "Stated")
        .post("/api/admin/songs")
        .then()
        .statusCode(201)
        .body("title", equalTo("Stated"));
    byte[] other = Sounds.join(Sounds.id3("Tagged twice"), Sounds.encoded("tones.mp3"));
    as(admin)
        .multiPart("file", "a.mp3", other)
        .multiPart("title", "  ")
        .post("/api/admin/songs")
        .then()
        .statusCode(201)
        .body("title", equalTo("Tagged twice"));
  }

  @Test
  void names_are_text_and_never_paths_or_control_characters() {
    upload(Sounds.wav(1), "../../etc/pass\u0007wd <b>.wav")
        .statusCode(201)
        .body("title", equalTo("pass wd <b>"));
    upload(Sounds.wav(1), "x".repeat(300) + ".wav")
        .statusCode(201)
        .body("title", equalTo("x".repeat(200)));
    upload(Sounds.wav(1), ".wav").statusCode(201).body("title", equalTo(".wav"));
  }

  @Test
  void the_same_content_is_taken_once() {
    byte[] content = Sounds.wav(1);
    String id = upload(content, "a.wav").statusCode(201).extract().path("id");
    upload(content, "b.wav")
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:song-exists"))
        .body("song_id", equalTo(id))
        .body("archived", equalTo(false));
    as(admin).delete("/api/admin/songs/" + id).then().statusCode(204);
    upload(content, "b.wav")
        .statusCode(409)
        .body("song_id", equalTo(id))
        .body("archived", equalTo(true));
  }

  @Test
  void of_two_uploads_of_one_recording_at_once_one_is_the_song_and_the_other_its_twin()
      throws Exception {
    byte[] content = Sounds.wav(1);
    UUID first = UUID.randomUUID();
    try (ExecutorService other = Executors.newSingleThreadExecutor();
        Connection pod = world.database().connect("postgres");
        PreparedStatement insert =
            pod.prepareStatement(
                "insert into public.songs (id, title, file_url, sha256) values (?, 'First', 'https://example.org/a.wav', ?)")) {
      pod.setAutoCommit(false);
      insert.setObject(1, first);
      insert.setString(
          2, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
      insert.execute();
      Future<ValidatableResponse> second = other.submit(() -> upload(content, "a.wav"));
      await().atMost(Duration.ofSeconds(20)).until(this::somebodyWaits);
      pod.commit();
      second.get().statusCode(409).body("song_id", equalTo(first.toString()));
    }
  }

  private boolean somebodyWaits() {
    return (boolean)
        world.ask(
            "select exists (select from pg_locks l join pg_database d on d.oid = l.database or l.database is null"
                + " where d.datname = ? and not l.granted)",
            world.database().name());
  }

  @Test
  void what_is_no_recording_is_named() {
    upload(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0}, "rain.wav")
        .statusCode(415)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:unsupported-audio"))
        .body("found", equalTo("a PNG image"));
    upload(Sounds.ogg("OpusHead\1"), "rain.ogg")
        .statusCode(415)
        .body("found", equalTo("Opus in Ogg"));
    upload(Sounds.ogg("\u007fFLAC\1"), "rain.ogg")
        .statusCode(415)
        .body("found", equalTo("FLAC in Ogg"))
        .body("detail", containsString("plain FLAC"));
    upload(new byte[0], "rain.ogg").statusCode(415).body("found", equalTo("an empty file"));
  }

  @Test
  void a_damaged_recording_is_refused_and_nothing_is_kept() {
    byte[] wav = Sounds.wav(1);
    upload(Arrays.copyOf(wav, wav.length - 100), "cut.wav")
        .statusCode(422)
        .body("type", equalTo("urn:roomtone:problem:unreadable-audio"))
        .body("detail", containsString("ends too early"));
    upload(Arrays.copyOf(Sounds.flac(1), 20), "cut.flac").statusCode(422);
    upload(Sounds.ogg("\u0001vorbis\0\0\0\0"), "cut.ogg").statusCode(422);
  }

  @Test
  void a_form_that_does_not_fit_is_refused_by_field() {
    as(admin)
        .multiPart("title", "no file")
        .post("/api/admin/songs")
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:roomtone:problem:file-missing"));
    for (String[] wrong :
        new String[][] {
          {"title", "x".repeat(201)},
          {"artist", "x".repeat(201)},
          {"type", "podcast"},
          {"embedding", "[1,2,3]"},
          {"embedding", "[0,0,0,0,0]"},
          {"embedding", "[0,0,0,0,1.5]"},
          {"embedding", "[0,0,0,0,-0.1]"},
          {"embedding", "[0,0,0,0,\"1\"]"},
          {"embedding", "[0,0,0,0,NaN]"},
          {"embedding", "rain"},
          {"embedding", "{}"}
        }) {
      as(admin)
          .multiPart("file", "a.wav", Sounds.wav(1))
          .multiPart(wrong[0], wrong[1])
          .post("/api/admin/songs")
          .then()
          .statusCode(400)
          .contentType("application/problem+json")
          .body("errors[0].field", equalTo(wrong[0]));
    }
    as(admin)
        .contentType("application/json")
        .body("{}")
        .post("/api/admin/songs")
        .then()
        .statusCode(415)
        .contentType("application/problem+json");
  }

  @Test
  void no_file_is_left_behind_whatever_happens() {
    upload(Sounds.wav(1), "a.wav").statusCode(201);
    upload(new byte[] {1, 2, 3}, "a.wav").statusCode(415);
    as(admin)
        .multiPart("file", "a.wav", Sounds.wav(1))
        .multiPart("type", "podcast")
        .post("/api/admin/songs")
        .then()
        .statusCode(400);
    as(world.listener())
        .multiPart("file", "a.wav", Sounds.wav(1))
        .post("/api/admin/songs")
        .then()
        .statusCode(403);
    await().atMost(Duration.ofSeconds(5)).until(() -> world.filesOnTheWay() == 0);
  }

  @Test
  void with_the_storage_away_nothing_is_written() throws Exception {
    byte[] content = Sounds.wav(1);
    // A file where the bucket's folder should be makes every put fail.
    Path songs = world.bucket().resolve("songs");
    Path aside = world.bucket().resolveSibling("aside");
    boolean there = Files.exists(songs);
    if (there) {
      Files.move(songs, aside);
    }
    Files.write(songs, new byte[0]);
    try {
      upload(content, "a.wav")
          .statusCode(503)
          .header("Retry-After", "10")
          .body("type", equalTo("urn:roomtone:problem:storage-away"));
    } finally {
      Files.delete(songs);
      if (there) {
        Files.move(aside, songs);
      }
    }
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    assertEquals(0L, world.ask("select count(*) from public.songs where sha256 = ?", sha256));
    upload(content, "a.wav").statusCode(201);
  }

  @Test
  void only_staff_see_songs_and_only_admins_change_them() {
    UUID id = world.song(admin, "Guarded");
    given()
        .get("/api/admin/songs")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:unauthorized"));
    given()
        .header("Authorization", "Bearer nonsense")
        .get("/api/admin/songs")
        .then()
        .statusCode(401);
    LocalAuth.Session listener = world.listener();
    as(listener)
        .get("/api/admin/songs")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:forbidden"));
    as(listener)
        .multiPart("file", "a.wav", Sounds.wav(1))
        .post("/api/admin/songs")
        .then()
        .statusCode(403);
    LocalAuth.Session manager = world.manager();
    as(manager).get("/api/admin/songs").then().statusCode(200);
    as(manager).get("/api/admin/songs/" + id).then().statusCode(200);
    as(manager)
        .multiPart("file", "a.wav", Sounds.wav(1))
        .post("/api/admin/songs")
        .then()
        .statusCode(403);
    as(manager)
        .contentType("application/json")
        .body("{}")
        .patch("/api/admin/songs/" + id)
        .then()
        .statusCode(403);
    as(manager).delete("/api/admin/songs/" + id).then().statusCode(403);
  }

  @Test
  void a_role_is_what_the_database_says_not_the_token() {
    LocalAuth.Session listener = world.listener();
    Map<String, Object> claims = world.auth().claims(listener.userId());
    claims.put("app_metadata", Map.of("role", "admin", "roles", List.of("admin")));
    claims.put("user_metadata", Map.of("role", "admin"));
    claims.put("groups", List.of("admin"));
    given()
        .header("Authorization", "Bearer " + world.auth().sign(claims, LocalAuth.Signature.OURS))
        .get("/api/admin/songs")
        .then()
        .statusCode(403);
    claims.put("role", "admin");
    given()
        .header("Authorization", "Bearer " + world.auth().sign(claims, LocalAuth.Signature.OURS))
        .get("/api/admin/songs")
        .then()
        .statusCode(403);
    world.run("insert into public.roles (user_id, role) values (?, 'admin')", listener.userId());
    as(listener).get("/api/admin/songs").then().statusCode(200);
    world.run("delete from public.roles where user_id = ?", listener.userId());
    as(listener).get("/api/admin/songs").then().statusCode(403);
  }

  @Test
  void songs_are_searched_and_paged() {
    String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    for (String title :
        List.of("Rain " + word, word.toUpperCase(Locale.ROOT) + " wind", "50% " + word)) {
      world.song(admin, title);
    }
    as(admin)
        .queryParam("search", word)
        .get("/api/admin/songs")
        .then()
        .statusCode(200)
        .body("total", equalTo(3))
        .body("page", equalTo(1))
        .body("size", equalTo(50))
        .body("items[0].title", equalTo("50% " + word));
    as(admin)
        .queryParam("search", word)
        .queryParam("size", 2)
        .queryParam("page", 2)
        .get("/api/admin/songs")
        .then()
        .statusCode(200)
        .body("total", equalTo(3))
        .body("items.title", contains("Rain " + word));
    as(admin)
        .queryParam("search", "50% " + word)
        .get("/api/admin/songs")
        .then()
        .body("total", equalTo(1));
    as(admin)
        .queryParam("search", "5_% " + word)
        .get("/api/admin/songs")
        .then()
        .body("total", equalTo(0));
    as(admin)
        .queryParam("search", "\\")
        .get("/api/admin/songs")
        .then()
        .statusCode(200)
        .body("total", equalTo(0));
    for (String wrong : List.of("page=0", "size=0", "size=201", "archived=maybe")) {
      as(admin)
          .get("/api/admin/songs?" + wrong)
          .then()
          .statusCode(400)
          .contentType("application/problem+json");
    }
  }

  @Test
  void a_song_is_changed_field_by_field() {
    String id = world.song(admin, "Before").toString();
    change(
            id,
            "{\"title\": \"After\", \"type\": \"instrumental\", \"artist\": \"Somebody\", \"embedding\": [0,0,0,1,0]}")
        .statusCode(200)
        .body("title", equalTo("After"))
        .body("type", equalTo("instrumental"))
        .body("artist", equalTo("Somebody"))
        .body("embedding", contains(0f, 0f, 0f, 1f, 0f))
        .body("embedding_source", equalTo("manual"));
    change(id, "{\"embedding\": null, \"artist\": null}")
        .statusCode(200)
        .body("title", equalTo("After"))
        .body("embedding", nullValue())
        .body("embedding_source", nullValue())
        .body("artist", nullValue());
    change(id, "{}").statusCode(200).body("title", equalTo("After"));
    for (String wrong :
        List.of(
            "{\"title\": \"\"}",
            "{\"title\": null}",
            "{\"title\": 5}",
            "{\"type\": \"podcast\"}",
            "{\"type\": null}",
            "{\"embedding\": [0,0,0,0,0]}",
            "{\"embedding\": \"[1,0,0,0,0]\"}",
            "{\"archived\": \"yes\"}",
            "[]",
            "5",
            "{",
            "")) {
      change(id, wrong).statusCode(400).contentType("application/problem+json");
    }
    change(UUID.randomUUID().toString(), "{}")
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:unknown-song"));
    change("1-1-1-1-1", "{}").statusCode(404);
  }

  private ValidatableResponse change(String id, String body) {
    return as(admin)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/songs/" + id)
        .then();
  }

  @Test
  void an_archived_song_is_out_of_lists_and_can_come_back() {
    String word = "w" + UUID.randomUUID().toString().substring(0, 8);
    String id = world.song(admin, word).toString();
    as(admin).delete("/api/admin/songs/" + id).then().statusCode(204);
    as(admin).delete("/api/admin/songs/" + id).then().statusCode(204);
    as(admin)
        .get("/api/admin/songs/" + id)
        .then()
        .statusCode(200)
        .body("archived_at", notNullValue());
    as(admin).queryParam("search", word).get("/api/admin/songs").then().body("total", equalTo(0));
    as(admin)
        .queryParam("search", word)
        .queryParam("archived", "true")
        .get("/api/admin/songs")
        .then()
        .body("items.id", contains(id));
    as(admin)
        .queryParam("search", word)
        .queryParam("archived", "all")
        .get("/api/admin/songs")
        .then()
        .body("total", equalTo(1));
    change(id, "{\"archived\": false}").statusCode(200).body("archived_at", nullValue());
    as(admin).queryParam("search", word).get("/api/admin/songs").then().body("total", equalTo(1));
    as(admin).delete("/api/admin/songs/" + UUID.randomUUID()).then().statusCode(404);
  }

  static Stream<Arguments> recordings() throws IOException {
    Stream<Arguments> ours = Stream.of(Arguments.of("tones", Sounds.encoded("tones.ogg")));
    String data = System.getenv("ROOMTONE_TEST_DATA");
    if (data == null) {
      return ours;
    }
    try (Stream<Path> files = Files.list(Path.of(data, "audio"))) {
      List<Path> real = files.filter(file -> file.toString().endsWith(".ogg")).sorted().toList();
      return Stream.concat(
          ours, real.stream().map(file -> Arguments.of(file.getFileName().toString(), read(file))));
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordings")
  void vorbis_is_measured(String name, byte[] content) {
    ValidatableResponse answer =
        upload(content, name).statusCode(201).body("content_type", equalTo("audio/ogg"));
    answer.body("duration", greaterThan(0)).body("title", equalTo(name.replace(".ogg", "")));
  }

  @Test
  void a_recording_that_is_too_large_is_refused_whatever_way_it_comes() throws Exception {
    upload(Sounds.wav(265), "large.wav")
        .statusCode(413)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:roomtone:problem:too-large"))
        .body("detail", containsString("4 MB"));
    byte[] larger =
        Sounds.join(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII),
            Sounds.wav(350),
            "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    HttpResponse<String> told =
        send("POST", "/api/admin/songs", FORM, HttpRequest.BodyPublishers.ofByteArray(larger));
    assertEquals(413, told.statusCode());
    assertTrue(told.body().contains("urn:roomtone:problem:too-large"), told.body());
    HttpRequest.BodyPublisher untold =
        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(larger));
    assertEquals(413, send("POST", "/api/admin/songs", FORM, untold).statusCode());
    await().atMost(Duration.ofSeconds(5)).until(() -> world.filesOnTheWay() == 0);
  }

  private static final String FORM = "multipart/form-data; boundary=b";

  /** A request as it stands, for what RestAssured is too well-behaved. */
  private HttpResponse<String> send(
      String method, String path, String type, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
            .header("Authorization", "Bearer " + admin.accessToken())
            .header("Content-Type", type)
            .method(method, body)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void json_is_short_and_says_how_long_it_is() throws Exception {
    as(admin)
        .contentType("application/json")
        .body("{\"title\": \"" + "x".repeat(2_200_000) + "\"}")
        .patch("/api/admin/songs/" + UUID.randomUUID())
        .then()
        .statusCode(413)
        .contentType("application/problem+json");
    HttpResponse<String> answer =
        send(
            "POST",
            "/api/player/plays",
            "application/json",
            HttpRequest.BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(new byte[] {'[', ']'})));
    assertEquals(411, answer.statusCode());
    assertTrue(answer.body().contains("urn:roomtone:problem:length-required"), answer.body());
  }

  @Test
  void a_form_that_is_broken_is_refused() throws Exception {
    for (String type : List.of(FORM, "multipart/form-data")) {
      HttpResponse<String> answer =
          send(
              "POST",
              "/api/admin/songs",
              type,
              HttpRequest.BodyPublishers.ofString("no parts here"));
      assertEquals(400, answer.statusCode(), type);
      assertEquals(
          "application/problem+json",
          answer.headers().firstValue("Content-Type").orElse(null),
          type);
    }
  }

  @Inject FileSweep sweep;
  @Inject MovableClock clock;

  @Test
  void a_file_without_a_row_goes_after_an_hour_and_others_stay() throws Exception {
    String known = upload(Sounds.wav(1), "a.wav").statusCode(201).extract().path("sha256");
    Path songs = world.bucket().resolve("songs");
    Path orphan = Files.write(songs.resolve("0".repeat(64) + ".wav"), Sounds.wav(1));
    Path foreign = Files.write(songs.resolve("readme.txt"), new byte[] {1});
    sweep.sweep();
    assertTrue(Files.exists(orphan), "an upload may be on its way");
    clock.advance(Duration.ofMinutes(61));
    try {
      sweep.sweep();
    } finally {
      clock.reset();
    }
    assertFalse(Files.exists(orphan));
    assertTrue(Files.exists(songs.resolve(known + ".wav")));
    assertTrue(Files.exists(foreign));
    Files.delete(foreign);
  }
}
