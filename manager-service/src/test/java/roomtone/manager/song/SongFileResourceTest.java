package roomtone.manager.song;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.LocalAuth;
import roomtone.manager.MovableClock;
import roomtone.manager.Sounds;
import roomtone.manager.World;
import roomtone.manager.audio.AudioAnalysis;
import roomtone.web.Problem;

@QuarkusTest
@QuarkusTestResource(World.class)
class SongFileResourceTest {

  World world;
  LocalAuth.Session admin;

  @Inject FileSweep sweep;
  @Inject MovableClock clock;
  @Inject UploadSettings settings;
  @Inject MeterRegistry meters;

  @BeforeEach
  void signIn() {
    admin = world.admin();
  }

  @AfterEach
  void nothing_is_left_on_the_disk() {
    clock.reset();
    await().atMost(Duration.ofSeconds(5)).until(() -> world.filesOnTheWay() == 0);
  }

  /** Noise sounds like rain. */
  private static byte[] noise() {
    return Sounds.wav(3, 22_050, 1, Sounds.Samples.INT16, false);
  }

  private ValidatableResponse upload(byte[] content, String title) {
    return as(admin)
        .multiPart("file", "a.wav", content)
        .multiPart("title", title)
        .post("/api/admin/songs")
        .then();
  }

  private ValidatableResponse replace(String id, byte[] content) {
    return as(admin)
        .multiPart("file", "b.wav", content)
        .put("/api/admin/songs/" + id + "/file")
        .then();
  }

  private ValidatableResponse change(String id, String body) {
    return as(admin)
        .contentType("application/json")
        .body(body)
        .patch("/api/admin/songs/" + id)
        .then();
  }

  @Test
  void what_is_heard_surely_is_the_embedding() {
    upload(noise(), "Rain")
        .statusCode(201)
        .body("analysis", equalTo("whole"))
        .body("embedding_source", equalTo("model"))
        .body("embedding[0]", greaterThan(0.5f))
        .body("embedding_confidence", greaterThanOrEqualTo(0.5f))
        .body("suggested_embedding", nullValue())
        .body("loudness_lufs", allOf(greaterThan(-8f), lessThan(0f)))
        .body("peak_dbfs", allOf(greaterThan(-1f), lessThanOrEqualTo(0f)))
        .body("bpm", nullValue());
  }

  @Test
  void what_is_heard_unsurely_picks_nothing_until_it_is_confirmed() {
    String id =
        upload(noise(), "Birds in a café")
            .statusCode(201)
            .body("embedding", nullValue())
            .body("embedding_source", nullValue())
            .body("embedding_confidence", notNullValue())
            .body("suggested_embedding", hasSize(5))
            .extract()
            .path("id");
    change(id, "{\"confirm_suggestion\": true, \"embedding\": [1,0,0,0,0]}").statusCode(400);
    change(id, "{\"confirm_suggestion\": false}").body("embedding", nullValue());
    change(id, "{\"confirm_suggestion\": true}")
        .statusCode(200)
        .body("embedding", hasSize(5))
        .body("embedding_source", equalTo("manual"))
        .body("suggested_embedding", nullValue());
    change(id, "{\"confirm_suggestion\": true}")
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:no-suggestion"));
  }

  @Test
  void what_somebody_states_goes_before_what_is_heard() {
    String id =
        as(admin)
            .multiPart("file", "Rain.wav", noise())
            .multiPart("embedding", "[0,0,0,1,0]")
            .post("/api/admin/songs")
            .then()
            .statusCode(201)
            .body("embedding_source", equalTo("manual"))
            .body("embedding_confidence", nullValue())
            .body("suggested_embedding", nullValue())
            .extract()
            .path("id");
    as(admin)
        .post("/api/admin/songs/" + id + "/analysis")
        .then()
        .statusCode(200)
        .body("embedding[3]", equalTo(1f));
    replace(id, noise()).statusCode(200).body("embedding[3]", equalTo(1f));
  }

  @Test
  void a_song_that_nobody_has_listened_to_is_listened_to_on_demand() {
    String id = upload(noise(), "Rain").extract().path("id");
    world.run(
        "update public.songs set analysis = null, loudness_lufs = null, embedding = null, embedding_source = null, embedding_confidence = null where id = ?",
        UUID.fromString(id));
    as(admin)
        .post("/api/admin/songs/" + id + "/analysis")
        .then()
        .statusCode(200)
        .body("analysis", equalTo("whole"))
        .body("loudness_lufs", notNullValue())
        .body("embedding_source", equalTo("model"));
    as(admin).post("/api/admin/songs/" + UUID.randomUUID() + "/analysis").then().statusCode(404);
    world.run(
        "update public.songs set file_url = 'https://example.org/a.wav' where id = ?",
        UUID.fromString(id));
    as(admin)
        .post("/api/admin/songs/" + id + "/analysis")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:file-elsewhere"));
  }

  @Test
  void a_song_that_took_too_long_to_listen_to_has_no_embedding_until_it_is_tried_again() {
    AnalysisDesk hurried =
        new AnalysisDesk(settings, meters, new AudioAnalysis(Duration.ofNanos(1)));
    AnalysisDesk patient = new AnalysisDesk(settings, meters);
    QuarkusMock.installMockForType(hurried, AnalysisDesk.class);
    String id =
        upload(noise(), "Rain")
            .statusCode(201)
            .body("analysis", equalTo("partial"))
            .body("duration", equalTo(3))
            .body("embedding", nullValue())
            .body("suggested_embedding", nullValue())
            .body("embedding_confidence", nullValue())
            .extract()
            .path("id");
    String again = "/api/admin/songs/" + id + "/analysis";
    as(admin).post(again).then().statusCode(200).body("analysis", equalTo("partial"));

    QuarkusMock.installMockForType(patient, AnalysisDesk.class);
    as(admin)
        .post(again)
        .then()
        .statusCode(200)
        .body("analysis", equalTo("whole"))
        .body("embedding[0]", greaterThan(0.5f))
        .body("loudness_lufs", notNullValue());
    hurried.stop();
    patient.stop();
  }

  @Test
  void a_song_shows_what_it_looks_like() {
    String id = upload(noise(), "Rain").extract().path("id");
    as(world.manager())
        .get("/api/admin/songs/" + id + "/outline")
        .then()
        .statusCode(200)
        .body("heights", hasSize(200))
        .body("heights", everyItem(allOf(greaterThan(200), lessThanOrEqualTo(255))));
    world.run("delete from roomtone.song_outlines where song_id = ?", UUID.fromString(id));
    as(admin)
        .get("/api/admin/songs/" + id + "/outline")
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:not-analysed"));
  }

  private Path stored(String sha256) {
    return world.bucket().resolve("songs/" + sha256 + ".wav");
  }

  @Test
  void a_replaced_file_stays_for_a_day() {
    ValidatableResponse song = upload(noise(), "Rain").statusCode(201);
    String id = song.extract().path("id");
    String before = song.extract().path("sha256");
    String after =
        replace(id, noise())
            .statusCode(200)
            .body("id", equalTo(id))
            .body("title", equalTo("Rain"))
            .body("sha256", not(equalTo(before)))
            .extract()
            .path("sha256");
    clock.advance(Duration.ofHours(2));
    sweep.sweep();
    assertTrue(Files.exists(stored(before)), "devices may still fetch it");
    world.run(
        "update roomtone.file_claims set until = now() - interval '1 second' where sha256 = ?",
        before);
    sweep.sweep();
    assertFalse(Files.exists(stored(before)));
    assertTrue(Files.exists(stored(after)));
  }

  @Test
  void a_file_is_not_replaced_by_another_songs_nor_while_it_plays() {
    byte[] wind = noise();
    String other = upload(wind, "Wind").extract().path("id");
    ValidatableResponse song = upload(noise(), "Rain");
    String id = song.extract().path("id");
    String sha256 = song.extract().path("sha256");
    replace(id, wind)
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:song-exists"))
        .body("song_id", equalTo(other));
    World.Room room = world.room(admin, "Plays");
    world.run("update public.players set current_song_id = ?::uuid where id = ?", id, room.id());
    replace(id, noise()).statusCode(409).body("type", equalTo("urn:roomtone:problem:song-plays"));
    replace(UUID.randomUUID().toString(), noise()).statusCode(404);
    as(admin).get("/api/admin/songs/" + id).then().body("sha256", equalTo(sha256));
  }

  @Test
  void thirty_days_after_archiving_the_file_goes_and_has_to_come_again() {
    byte[] content = noise();
    ValidatableResponse song = upload(content, "Rain");
    String id = song.extract().path("id");
    String sha256 = song.extract().path("sha256");
    as(admin).delete("/api/admin/songs/" + id).then().statusCode(204);
    clock.advance(Duration.ofDays(29));
    sweep.sweep();
    assertTrue(Files.exists(stored(sha256)));
    clock.advance(Duration.ofDays(2));
    sweep.sweep();
    assertFalse(Files.exists(stored(sha256)));
    clock.reset();
    as(admin).get("/api/admin/songs/" + id).then().body("file_removed_at", notNullValue());
    change(id, "{\"archived\": false}")
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:file-removed"));
    as(admin).post("/api/admin/songs/" + id + "/analysis").then().statusCode(409);
    upload(content, "Rain").statusCode(409).body("detail", containsString("/file"));
    replace(id, content).statusCode(200).body("file_removed_at", nullValue());
    assertTrue(Files.exists(stored(sha256)));
    change(id, "{\"archived\": false}").statusCode(200).body("archived_at", nullValue());
  }

  @Test
  void the_sweeper_leaves_a_file_alone_that_another_pod_is_busy_with() throws Exception {
    String sha256 = "1".repeat(64);
    upload(noise(), "Rain");
    Files.write(stored(sha256), new byte[] {1});
    world.run(
        "insert into roomtone.file_claims (id, sha256, purpose, until) values (gen_random_uuid(), ?, 'upload', now() + interval '1 hour')",
        sha256);
    clock.advance(Duration.ofMinutes(61));
    sweep.sweep();
    assertTrue(Files.exists(stored(sha256)));
    world.run("delete from roomtone.file_claims where sha256 = ?", sha256);
    sweep.sweep();
    assertFalse(Files.exists(stored(sha256)));
  }

  @Test
  void a_file_of_an_old_row_without_hash_is_no_orphan() throws Exception {
    String sha256 = "2".repeat(64);
    upload(noise(), "Rain");
    Files.write(stored(sha256), new byte[] {1});
    world.run(
        "insert into public.songs (title, file_url) values ('Old', 'https://roomtone.s3.amazonaws.com/songs/' || ? || '.wav')",
        sha256);
    clock.advance(Duration.ofMinutes(61));
    sweep.sweep();
    assertTrue(Files.exists(stored(sha256)));
  }

  @Test
  void what_becomes_of_uploads_is_told() {
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

  /** A sender that stops in the middle of its file. */
  private Socket stalled() throws IOException {
    Socket socket = new Socket("localhost", RestAssured.port);
    OutputStream out = socket.getOutputStream();
    out.write(
        ("POST /api/admin/songs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + admin.accessToken()
                + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFF")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  @Test
  void four_are_taken_in_at_once_and_the_fifth_is_asked_to_come_again() throws Exception {
    List<Socket> senders = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        senders.add(stalled());
      }
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  upload(Sounds.wav(1), "Fifth")
                      .statusCode(503)
                      .header("Retry-After", "10")
                      .contentType("application/problem+json")
                      .body("type", equalTo("urn:roomtone:problem:uploads-busy")));
    } finally {
      for (Socket sender : senders) {
        sender.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> upload(Sounds.wav(1), "Fifth").statusCode(201));
  }

  @Inject Disk disk;

  @Test
  void a_recording_that_the_disk_has_no_room_for_is_not_even_read() throws Exception {
    String id = upload(Sounds.wav(1), "Roomy").statusCode(201).extract().path("id");
    List<Disk.Reservation> taken = new ArrayList<>();
    try {
      for (Callable<Response> call :
          List.<Callable<Response>>of(
              () -> bring().post("/api/admin/songs"),
              () -> bring().put("/api/admin/songs/" + id + "/file"),
              () -> as(admin).post("/api/admin/songs/" + id + "/analysis"))) {
        // Others on this machine make room, too.
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () -> {
                  takeAllRoom(taken);
                  world.refused(call, 507, "disk-full").header("Retry-After", "60");
                });
      }
      takeAllRoom(taken);
      HttpResponse<String> answer = sendInChunks(form(Sounds.wav(1)));
      assertEquals(507, answer.statusCode(), answer.body());
    } finally {
      taken.forEach(Disk.Reservation::close);
    }
    replace(id, Sounds.wav(1)).statusCode(200);
  }

  private RequestSpecification bring() {
    return as(admin).multiPart("file", "a.wav", Sounds.wav(1));
  }

  private void takeAllRoom(List<Disk.Reservation> taken) {
    for (long bytes = 1L << 50; bytes > 1_000; bytes /= 2) {
      try {
        taken.add(disk.reserve(bytes));
      } catch (Problem full) {
        assertEquals(507, full.status());
      }
    }
  }

  @Test
  void a_form_with_other_parts_is_told_what_is_missing() {
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

  private HttpResponse<String> sendInChunks(byte[] form) throws Exception {
    HttpRequest.BodyPublisher body =
        HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/api/admin/songs"))
            .header("Authorization", "Bearer " + admin.accessToken())
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(body)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static byte[] form(byte[] content) {
    return Sounds.join(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII),
        content,
        "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void a_recording_too_large_in_chunks_is_told_so() throws Exception {
    HttpResponse<String> answer = world.withoutTrace(() -> sendInChunks(form(Sounds.wav(350))));
    assertEquals(413, answer.statusCode());
    assertTrue(answer.body().contains("urn:roomtone:problem:too-large"), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(null));
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
}
