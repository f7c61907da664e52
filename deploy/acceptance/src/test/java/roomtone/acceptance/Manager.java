package roomtone.acceptance;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The API of the manager, as staff and devices call it. */
public record Manager(String url) {

  public Response upload(String token, Sound sound) {
    return given()
        .baseUri(url)
        .auth()
        .oauth2(token)
        .multiPart("file", sound.fileName(), sound.bytes(), "application/octet-stream")
        .multiPart("title", sound.title())
        .multiPart("embedding", sound.embeddingJson())
        .post("/api/admin/songs");
  }

  public Response createPlayer(String token, String name, String slug) {
    return given()
        .baseUri(url)
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(Map.of("name", name, "slug", slug))
        .post("/api/admin/players");
  }

  public Response poll(String deviceToken) {
    return given().baseUri(url).header("X-API-Key", deviceToken).get("/api/player/poll");
  }

  public Response pollIfChanged(String deviceToken, String etag) {
    return given()
        .baseUri(url)
        .header("X-API-Key", deviceToken)
        .header("If-None-Match", etag)
        .get("/api/player/poll");
  }

  public Response report(
      String deviceToken, UUID play, String songId, String queueId, Instant start) {
    return given()
        .baseUri(url)
        .header("X-API-Key", deviceToken)
        .contentType(ContentType.JSON)
        .body(
            List.of(
                Map.of(
                    "play_id",
                    play,
                    "song_id",
                    songId,
                    "queue_id",
                    queueId,
                    "started_at",
                    start.toString())))
        .post("/api/player/plays");
  }

  /** Fetches a file by a signed address, which is right as it is written. */
  public static byte[] download(String address) {
    return given()
        .urlEncodingEnabled(false)
        .get(address)
        .then()
        .statusCode(200)
        .extract()
        .asByteArray();
  }

  public Response songs(String token) {
    return given().baseUri(url).auth().oauth2(token).get("/api/admin/songs");
  }
}
