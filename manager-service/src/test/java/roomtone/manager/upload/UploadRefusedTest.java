package roomtone.manager.upload;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.Await;
import roomtone.manager.Sounds;

/** An upload that is no form or no recording is refused, and nothing of it is kept. */
@QuarkusTest
class UploadRefusedTest extends UploadTestBase {

  private static final String FORM = "multipart/form-data; boundary=b";

  @Test
  void a_file_that_is_no_recording_is_refused_with_the_name_of_its_format() {
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
  void a_small_file_that_plays_for_days_is_refused() {
    byte[] flac = Sounds.flac(200_000);
    as(admin)
        .multiPart("file", "a.flac", flac)
        .post("/api/admin/songs")
        .then()
        .statusCode(422)
        .body("type", equalTo("urn:roomtone:problem:audio-too-large"))
        .body("detail", containsString("6 hours"));
  }

  @Test
  void wrong_fields_of_a_form_are_refused_by_name() {
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
  void a_form_without_a_file_is_refused_with_what_is_missing() {
    as(admin)
        .multiPart("audio", "a.wav", Sounds.wav(1))
        .post("/api/admin/songs")
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:roomtone:problem:file-missing"))
        .body("detail", containsString("'audio'"));
    as(admin)
        .multiPart("file", "a.wav", Sounds.wav(1))
        .multiPart("file", "b.wav", Sounds.wav(1))
        .post("/api/admin/songs")
        .then()
        .statusCode(400)
        .body("detail", containsString("2 files"));
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
    Await.until(
        "no file of an upload is left", Duration.ofSeconds(5), () -> world.filesOnTheWay() == 0);
  }

  @Test
  void with_the_storage_away_nothing_is_written() throws Exception {
    byte[] content = Sounds.wav(1);
    // A file in place of the folder of the bucket makes every put fail.
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
    assertEquals(
        0L, world.sql().value("select count(*) from public.songs where sha256 = ?", sha256));
    upload(content, "a.wav").statusCode(201);
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
    Await.until(
        "no file of an upload is left", Duration.ofSeconds(5), () -> world.filesOnTheWay() == 0);
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

  /** Sends a request byte by byte, because RestAssured sends no malformed ones. */
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
}
