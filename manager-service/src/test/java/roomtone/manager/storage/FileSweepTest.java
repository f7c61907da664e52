package roomtone.manager.storage;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import roomtone.local.testing.SongRow;
import roomtone.manager.Sounds;
import roomtone.manager.upload.UploadTestBase;

/** Files that no song names are removed in time, and no others. */
@QuarkusTest
class FileSweepTest extends UploadTestBase {

  @Inject FileSweep sweep;

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

  @Test
  void a_replaced_file_stays_for_a_day() {
    ValidatableResponse song = uploadAs(noise(), "Rain").statusCode(201);
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
    world
        .sql()
        .update(
            "update roomtone.file_claims set until = now() - interval '1 second' where sha256 = ?",
            before);
    sweep.sweep();
    assertFalse(Files.exists(stored(before)));
    assertTrue(Files.exists(stored(after)));
  }

  @Test
  void thirty_days_after_archiving_the_file_goes_and_has_to_come_again() {
    byte[] content = noise();
    ValidatableResponse song = uploadAs(content, "Rain");
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
    uploadAs(content, "Rain").statusCode(409).body("detail", containsString("/file"));
    replace(id, content).statusCode(200).body("file_removed_at", nullValue());
    assertTrue(Files.exists(stored(sha256)));
    change(id, "{\"archived\": false}").statusCode(200).body("archived_at", nullValue());
  }

  @Test
  void a_file_that_another_pod_claims_is_not_removed() throws Exception {
    String sha256 = "1".repeat(64);
    uploadAs(noise(), "Rain");
    Files.write(stored(sha256), new byte[] {1});
    world
        .sql()
        .update(
            "insert into roomtone.file_claims (id, sha256, purpose, until) values (gen_random_uuid(), ?, 'upload', now() + interval '1 hour')",
            sha256);
    clock.advance(Duration.ofMinutes(61));
    sweep.sweep();
    assertTrue(Files.exists(stored(sha256)));
    world.sql().update("delete from roomtone.file_claims where sha256 = ?", sha256);
    sweep.sweep();
    assertFalse(Files.exists(stored(sha256)));
  }

  @Test
  void a_file_of_an_old_row_without_hash_is_not_removed() throws Exception {
    String sha256 = "2".repeat(64);
    uploadAs(noise(), "Rain");
    Files.write(stored(sha256), new byte[] {1});
    SongRow.titled("Old")
        .fileUrl("https://roomtone.s3.amazonaws.com/songs/" + sha256 + ".wav")
        .insert(world.sql());
    clock.advance(Duration.ofMinutes(61));
    sweep.sweep();
    assertTrue(Files.exists(stored(sha256)));
  }
}
