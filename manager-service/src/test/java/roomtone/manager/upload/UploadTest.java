package roomtone.manager.upload;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import roomtone.local.testing.Await;
import roomtone.local.testing.SongRow;
import roomtone.local.testing.Sql;
import roomtone.manager.Sounds;

/** A recording that is uploaded becomes a song. */
@QuarkusTest
class UploadTest extends UploadTestBase {

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
  void of_two_uploads_of_one_recording_at_once_one_becomes_a_song_and_the_other_is_refused()
      throws Exception {
    byte[] content = Sounds.wav(1);
    try (ExecutorService other = Executors.newSingleThreadExecutor();
        Sql pod = world.database().sql("postgres")) {
      pod.execute("begin");
      UUID first =
          SongRow.titled("First")
              .sha256(
                  HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
              .insert(pod);
      Future<ValidatableResponse> second = other.submit(() -> upload(content, "a.wav"));
      Await.until(
          "the second upload waits for a lock", Duration.ofSeconds(20), this::somebodyWaits);
      pod.execute("commit");
      second.get().statusCode(409).body("song_id", equalTo(first.toString()));
    }
  }

  private boolean somebodyWaits() {
    return (boolean)
        world
            .sql()
            .value(
                "select exists (select from pg_locks l join pg_database d on d.oid = l.database or l.database is null"
                    + " where d.datname = ? and not l.granted)",
                world.database().name());
  }

  @Test
  void the_list_of_uploads_shows_the_step_of_each() {
    String title = "u" + UUID.randomUUID();
    as(admin)
        .multiPart("file", title + ".wav", noise())
        .post("/api/admin/songs")
        .then()
        .statusCode(201);
    byte[] broken = Arrays.copyOf(noise(), 9_000);
    as(admin)
        .multiPart("file", title + " broken.wav", broken)
        .post("/api/admin/songs")
        .then()
        .statusCode(422);
    as(admin)
        .get("/api/admin/uploads?size=2")
        .then()
        .statusCode(200)
        .body("items[0].file_name", equalTo(title + " broken"))
        .body("items[0].step", equalTo("refused"))
        .body("items[0].problem.type", equalTo("urn:roomtone:problem:unreadable-audio"))
        .body("items[0].song_id", nullValue())
        .body("items[1].file_name", equalTo(title))
        .body("items[1].step", equalTo("done"))
        .body("items[1].song_id", notNullValue())
        .body("items[1].started_by", equalTo(admin.userId().toString()));
    as(world.manager()).get("/api/admin/uploads").then().statusCode(403);
  }
}
