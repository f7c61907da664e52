package roomtone.acceptance;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/** The API of the brain, as listeners call it. */
public record Brain(String url) {

  public Response checkIn(String token, String slug) {
    return given()
        .baseUri(url)
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(Map.of("slug", slug))
        .post("/api/checkin");
  }

  public Response checkOut(String token) {
    return given().baseUri(url).auth().oauth2(token).post("/api/checkout");
  }

  public Response vote(String token, String songId, Object value) {
    return voteBody(token, "{\"song_id\": \"%s\", \"vote_value\": %s}".formatted(songId, value));
  }

  public Response voteBody(String token, String json) {
    return given()
        .baseUri(url)
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(json)
        .post("/api/votes");
  }

  public Response session(String token) {
    return given().baseUri(url).auth().oauth2(token).get("/api/session");
  }

  public Response preferences(String token) {
    return given().baseUri(url).auth().oauth2(token).get("/api/preferences");
  }

  /** What strangers see. */
  public Response nowPlaying(String slug) {
    return given().baseUri(url).get("/api/players/{slug}/now-playing", slug);
  }

  /**
   * The songs of the queue, in order, as a listener sees them who is there. Checks the listener in
   * when no session of the listener runs.
   */
  public List<String> next(String slug, String token) {
    if (session(token).statusCode() == 404) {
      checkIn(token, slug).then().statusCode(201);
    }
    return given()
        .baseUri(url)
        .auth()
        .oauth2(token)
        .get("/api/players/{slug}/now-playing", slug)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("next.song_id", String.class);
  }

  public Response players() {
    return given().baseUri(url).get("/api/players");
  }
}
