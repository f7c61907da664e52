package roomtone.acceptance;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/** The brain as listeners call it. */
record Brain(String url) {

  Response checkIn(String token, String slug) {
    return given()
        .baseUri(url)
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(Map.of("slug", slug))
        .post("/api/checkin");
  }

  Response checkOut(String token) {
    return given().baseUri(url).auth().oauth2(token).post("/api/checkout");
  }

  Response vote(String token, String songId, Object value) {
    return voteBody(token, "{\"song_id\": \"%s\", \"vote_value\": %s}".formatted(songId, value));
  }

  Response voteBody(String token, String json) {
    return given()
        .baseUri(url)
        .auth()
        .oauth2(token)
        .contentType(ContentType.JSON)
        .body(json)
        .post("/api/votes");
  }

  Response preferences(String token) {
    return given().baseUri(url).auth().oauth2(token).get("/api/preferences");
  }

  Response nowPlaying(String slug) {
    return given().baseUri(url).get("/api/players/{slug}/now-playing", slug);
  }

  /** The songs that come next, in order. */
  List<String> next(String slug) {
    return nowPlaying(slug)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("next.song_id", String.class);
  }

  Response players() {
    return given().baseUri(url).get("/api/players");
  }
}
