package roomtone.brain.wish;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static roomtone.brain.testing.BrainFixtures.json;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;

@QuarkusTest
class WishTest extends BrainTest {

  @Test
  void a_room_with_a_library_lists_its_songs_by_title() {
    UUID rain = song("Rain on a roof", "Nature");
    UUID waves = song("Waves at night", null);
    UUID storm = song("Étude of a storm", "Björk");
    song("Rain elsewhere", "Nature");
    Room room = fixtures.room(waves, rain, storm);
    songs(in(room), room, "")
        .statusCode(200)
        .body(
            "items.song_id",
            equalTo(List.of(storm, rain, waves).stream().map(UUID::toString).toList()))
        .body(
            "items.title", equalTo(List.of("Étude of a storm", "Rain on a roof", "Waves at night")))
        .body("items[0].size()", equalTo(3))
        .body("items[0].artist", equalTo("Björk"))
        .body("page", equalTo(1))
        .body("size", equalTo(20))
        .body("total", equalTo(3));
  }

  @ParameterizedTest
  @CsvSource({
    "ETUDE, Étude of a storm",
    "'  bjork   étu ', Étude of a storm",
    "ain on, Rain on a roof",
    "nature roof, Rain on a roof",
    "100%, 100% wind",
    "100％, 100% wind",
    "a_b, a_b",
    "c\\d, c\\d",
    "nature waves, ''",
    "r%n, ''"
  })
  void a_search_finds_words_in_title_and_artist_whatever_case_and_accents(String q, String title) {
    Room room =
        fixtures.room(
            song("Rain on a roof", "Nature"),
            song("Étude of a storm", "Björk"),
            song("100% wind", null),
            song("1000 winds", null),
            song("a_b", null),
            song("axb", null),
            song("c\\d", null));
    songs(in(room), room, q)
        .statusCode(200)
        .body("items.title", equalTo(Stream.of(title).filter(found -> !found.isEmpty()).toList()));
  }

  @Test
  void a_room_without_a_library_searches_the_catalogue() {
    UUID found = song("Only in the catalogue", null);
    UUID gone = song("Archived, not in the catalogue", null);
    fixtures.sql().update("update songs set archived_at = roomtone.now() where id = ?", gone);
    Room room = fixtures.room();
    songs(in(room), room, "in the catalogue")
        .body("items.song_id", equalTo(List.of(found.toString())))
        .body("total", equalTo(1));
  }

  @Test
  void archived_and_suspended_songs_are_left_out() {
    UUID stays = song("Stays", null);
    UUID archived = song("Archived", null);
    UUID fails = song("Fails", null);
    Room room = fixtures.room(stays, archived, fails);
    Room other = fixtures.room(fails);
    fixtures.sql().update("update songs set archived_at = roomtone.now() where id = ?", archived);
    for (int i = 0; i < 3; i++) {
      UUID play = fixtures.play(room, fails);
      fixtures
          .sql()
          .update(
              "update songs_playing set ended_at = roomtone.now(), outcome = 'failed' where id = ?",
              play);
      fixtures.advance(Duration.ofSeconds(1));
    }
    Person person = in(room);
    songs(person, room, "")
        .body("items.title", equalTo(List.of("Stays")))
        .body("total", equalTo(1));
    songs(person, room, "fail").body("items", empty()).body("total", equalTo(0));
    songs(in(other), other, "").body("items.title", equalTo(List.of("Fails")));
  }

  @Test
  void pages_follow_each_other_and_the_one_behind_the_last_is_empty() {
    Room room =
        fixtures.room(
            Stream.of("Page c", "Page a", "Page b", "Page a", "Page d")
                .map(title -> song(title, null))
                .toArray(UUID[]::new));
    Person person = in(room);
    List<String> all =
        songs(person, room, "").body("items", hasSize(5)).extract().path("items.song_id");
    for (int page = 1; page <= 4; page++) {
      List<String> expected = all.subList(Math.min(5, 2 * page - 2), Math.min(5, 2 * page));
      as(person)
          .queryParam("q", "page")
          .queryParam("page", page)
          .queryParam("size", 2)
          .get("/api/players/" + room.id() + "/songs")
          .then()
          .statusCode(200)
          .body("items.song_id", equalTo(expected))
          .body("page", equalTo(page))
          .body("size", equalTo(2))
          .body("total", equalTo(5));
    }
  }

  @Test
  void a_wish_is_a_vote_for_a_song_that_was_found() {
    Room room = fixtures.room(song("A wish", null), fixtures.song(BrainFixtures.FIRE));
    Person person = in(room);
    String song = songs(person, room, "wish").extract().path("items[0].song_id");
    as(person)
        .body(json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
  }

  @Test
  void only_those_who_are_checked_in_to_the_room_search_it() {
    Room room = fixtures.room(song("For those here", null));
    Room other = fixtures.room();
    Person person = fixtures.person();
    for (String path : List.of("/api/players/" + room.id(), "/api/players/" + room.slug())) {
      problem(as(person).get(path + "/songs").then(), 403, "not-checked-in");
    }
    as(person).post("/api/checkin").then().statusCode(201);
    problem(songs(person, room, ""), 403, "not-checked-in");
    fixtures.checkIn(person, other);
    problem(songs(person, room, ""), 403, "not-checked-in");
    fixtures.checkIn(person, room);
    songs(person, room, "").statusCode(200);
    as(person).post("/api/checkout").then().statusCode(204);
    problem(songs(person, room, ""), 403, "not-checked-in");
    fixtures.checkIn(person, room);
    fixtures.advance(Duration.ofMinutes(61));
    problem(songs(person, room, ""), 403, "not-checked-in");
    problem(anybody().get("/api/players/" + room.id() + "/songs").then(), 401, "unauthorized");
  }

  @Test
  void an_unknown_or_archived_player_is_a_problem() {
    Person person = fixtures.person();
    problem(as(person).get("/api/players/nowhere/songs").then(), 404, "unknown-player");
    problem(
        as(person).get("/api/players/" + UUID.randomUUID() + "/songs").then(),
        404,
        "unknown-player");
    Room room = fixtures.room();
    fixtures.checkIn(person, room);
    fixtures
        .sql()
        .update("update players set archived_at = roomtone.now() where id = ?", room.id());
    problem(songs(person, room, ""), 404, "unknown-player");
  }

  @Test
  void a_search_has_at_most_200_characters_and_10_words() {
    Room room = fixtures.room(song("Limits", null));
    Person person = in(room);
    songs(person, room, "🌧".repeat(200)).statusCode(200).body("items", empty());
    songs(person, room, " l".repeat(10)).statusCode(200).body("items", hasSize(1));
    for (String q : List.of("x".repeat(201), " l".repeat(11), "a\u0000b", "a\tb")) {
      problem(songs(person, room, q), 400, "invalid-search");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"page=0", "page=x", "page=1000001", "size=0", "size=101"})
  void a_page_out_of_range_is_refused(String parameter) {
    Room room = fixtures.room();
    problem(
        as(in(room)).get("/api/players/" + room.id() + "/songs?" + parameter).then(),
        400,
        "invalid-page");
  }

  private ValidatableResponse songs(Person person, Room room, String q) {
    return as(person).queryParam("q", q).get("/api/players/" + room.id() + "/songs").then();
  }

  private Person in(Room room) {
    Person person = fixtures.person();
    fixtures.checkIn(person, room);
    return person;
  }

  private UUID song(String title, String artist) {
    UUID id = fixtures.songWithoutEmbedding();
    fixtures.sql().update("update songs set title = ?, artist = ? where id = ?", title, artist, id);
    return id;
  }
}
