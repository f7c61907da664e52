package roomtone.manager.upload;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static roomtone.manager.World.as;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import roomtone.manager.World;
import roomtone.manager.analysis.AudioAnalysis;
import roomtone.meter.Meters;

/** The files of songs are replaced, and analysed again on request. */
@QuarkusTest
class SongFileResourceTest extends UploadTestBase {

  @Inject UploadSettings settings;
  @Inject Meters meters;

  @Test
  void an_estimate_with_enough_confidence_becomes_the_embedding() {
    uploadAs(noise(), "Rain")
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
  void an_estimate_with_little_confidence_is_a_suggestion_until_it_is_confirmed() {
    String id =
        uploadAs(noise(), "Birds in a café")
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
  void a_stated_embedding_goes_before_the_estimate() {
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
  void a_song_that_was_never_analysed_is_analysed_on_demand() {
    String id = uploadAs(noise(), "Rain").extract().path("id");
    world
        .sql()
        .update(
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
    world
        .sql()
        .update(
            "update public.songs set file_url = 'https://example.org/a.wav' where id = ?",
            UUID.fromString(id));
    as(admin)
        .post("/api/admin/songs/" + id + "/analysis")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:file-elsewhere"));
  }

  @Test
  void a_song_whose_analysis_took_too_long_has_no_embedding_until_it_is_analysed_again() {
    AnalysisExecutor hurried =
        new AnalysisExecutor(settings, meters, new AudioAnalysis(Duration.ofNanos(1)));
    AnalysisExecutor patient = new AnalysisExecutor(settings, meters);
    QuarkusMock.installMockForType(hurried, AnalysisExecutor.class);
    String id =
        uploadAs(noise(), "Rain")
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

    QuarkusMock.installMockForType(patient, AnalysisExecutor.class);
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
  void staff_listen_to_a_song_by_a_signed_link() {
    byte[] sound = noise();
    String id = uploadAs(sound, "Rain").extract().path("id");
    String address = "/api/admin/songs/" + id + "/file";
    String url =
        as(world.manager()).get(address).then().statusCode(200).extract().<String>path("url");
    assertArrayEquals(
        sound,
        given().urlEncodingEnabled(false).get(url).then().statusCode(200).extract().asByteArray());
    as(world.listener()).get(address).then().statusCode(403);
    world
        .sql()
        .update(
            "update public.songs set archived_at = now(), file_removed_at = now() where id = ?",
            UUID.fromString(id));
    as(admin)
        .get(address)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:file-removed"));
  }

  @Test
  void a_song_has_an_outline_of_its_sound() {
    String id = uploadAs(noise(), "Rain").extract().path("id");
    as(world.manager())
        .get("/api/admin/songs/" + id + "/outline")
        .then()
        .statusCode(200)
        .body("heights", hasSize(200))
        .body("heights", everyItem(allOf(greaterThan(200), lessThanOrEqualTo(255))));
    world.sql().update("delete from roomtone.song_outlines where song_id = ?", UUID.fromString(id));
    as(admin)
        .get("/api/admin/songs/" + id + "/outline")
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:roomtone:problem:not-analysed"));
  }

  @Test
  void a_file_is_not_replaced_by_another_songs_nor_while_it_plays() {
    byte[] wind = noise();
    String other = uploadAs(wind, "Wind").extract().path("id");
    ValidatableResponse song = uploadAs(noise(), "Rain");
    String id = song.extract().path("id");
    String sha256 = song.extract().path("sha256");
    replace(id, wind)
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:song-exists"))
        .body("song_id", equalTo(other));
    World.Room room = world.room(admin, "Plays");
    world
        .sql()
        .update("update public.players set current_song_id = ?::uuid where id = ?", id, room.id());
    replace(id, noise()).statusCode(409).body("type", equalTo("urn:roomtone:problem:song-plays"));
    replace(UUID.randomUUID().toString(), noise()).statusCode(404);
    as(admin).get("/api/admin/songs/" + id).then().body("sha256", equalTo(sha256));
  }
}
