package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import roomtone.brain.collective.PublicCollectives;
import roomtone.brain.testing.BrainFixtures;
import roomtone.brain.testing.BrainFixtures.Person;
import roomtone.brain.testing.BrainFixtures.Room;
import roomtone.brain.testing.BrainTest;
import roomtone.brain.tick.Tick;
import roomtone.model.Taste;

/** The reasons of an entry follow from its pick and change with it. */
@QuarkusTest
class ReasonTest extends BrainTest {

  private static final List<String> RAIN = List.of("People here like rain");
  private static final List<String> FIRE = List.of("People here like a crackling fire");

  @Inject Tick tick;

  @BeforeEach
  void beginAPeriod() {
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.HOURS));
  }

  @Test
  void reasons_change_with_the_pick_and_numbers_with_the_period() {
    Room room = roomOf(BrainFixtures.RAIN, BrainFixtures.FIRE);
    List<Person> here = gather(room, BrainFixtures.RAIN);
    play(room);
    nowPlaying(room)
        .body("next[0].why.text", equalTo(RAIN))
        .body("next[1].why.text", equalTo(RAIN));
    like(here, BrainFixtures.FIRE);
    nowPlaying(room)
        .body("next[0].why.text", equalTo(RAIN))
        .body("next[0].dimensions.song", equalTo(List.of(1.0f, 0.0f, 0.0f, 0.0f, 0.0f)))
        .body("next[1].why.text", equalTo(FIRE))
        .body("next[1].dimensions.song", equalTo(List.of(0.0f, 0.0f, 0.0f, 0.0f, 1.0f)))
        .body("next[1].dimensions.wanted", equalTo(List.of(1.0f, 0.0f, 0.0f, 0.0f, 0.0f)));
    fixtures.advance(PublicCollectives.PERIOD);
    nowPlaying(room)
        .body("next[0].why.text", equalTo(RAIN))
        .body("next[1].why.text", equalTo(FIRE))
        .body("next[1].dimensions.wanted", equalTo(List.of(0.0f, 0.0f, 0.0f, 0.0f, 1.0f)));
  }

  @Test
  void a_song_that_stays_in_the_queue_changes_its_reasons_with_its_pick() {
    Taste both = BrainFixtures.blend(1, 0, 0, 0, 1);
    Room room = roomOf(both);
    List<Person> here = gather(room, BrainFixtures.RAIN);
    play(room);
    List<UUID> before = fixtures.queue(room);
    nowPlaying(room).body("next.why.text", everyItem(equalTo(RAIN)));
    like(here, BrainFixtures.FIRE);
    assertEquals(before, fixtures.queue(room));
    nowPlaying(room)
        .body("next[0].why.text", equalTo(RAIN))
        .body("next[1].why.text", equalTo(FIRE))
        .body("next[4].why.text", equalTo(FIRE));
    play(room);
    like(here, BrainFixtures.RAIN);
    nowPlaying(room)
        .body("current.why.text", equalTo(RAIN))
        .body("next[0].why.text", equalTo(FIRE))
        .body("next[1].why.text", equalTo(RAIN));
  }

  @Test
  void wind_is_not_named_in_a_room_that_wants_rain() {
    Room room = roomOf(BrainFixtures.WIND);
    List<Person> here = gather(room, BrainFixtures.RAIN);
    play(room);
    List<String> nearest = List.of("The nearest to what people here like");
    nowPlaying(room).body("next.why.text", everyItem(equalTo(nearest)));
    // Five who like wind a little.
    like(here, BrainFixtures.blend(10, 0, 0, 2, 0));
    play(room);
    nowPlaying(room)
        .body("next.why.text", everyItem(equalTo(nearest)))
        .body("next.why.dimension.flatten()", not(hasItem("wind")));
  }

  @Test
  void a_room_without_votes_is_explained_by_rotation() {
    Room room = roomOf(BrainFixtures.RAIN);
    tick.run();
    nowPlaying(room)
        .body("next.why.text", everyItem(equalTo(List.of("Not heard here yet"))))
        .body("next.dimensions", everyItem(nullValue()));
  }

  @Test
  void the_reason_of_rotation_says_whether_the_song_was_heard_here_before() {
    Room room = roomOf(BrainFixtures.RAIN);
    Room other = roomOf(BrainFixtures.RAIN);
    tick.run();
    List<UUID> songs = fixtures.queue(room);
    songs.forEach(song -> fixtures.play(other, song));
    tick.run();
    List<String> never = List.of("Not heard here yet");
    nowPlaying(room)
        .body("next.why.text", everyItem(equalTo(never)))
        .body("next.why.kind", everyItem(equalTo(List.of("rotation"))));
    fixtures.play(room, songs.getFirst());
    tick.run();
    nowPlaying(room).body("current.why.text", equalTo(never));
    // Each of the eight is played once.
    for (int i = 0; i < 7; i++) {
      fixtures.advance(Duration.ofMinutes(10));
      fixtures.play(room, fixtures.queue(room).getFirst());
      tick.run();
    }
    List<String> before = List.of("Not heard here for a while");
    nowPlaying(room)
        .body("current.why.text", equalTo(never))
        .body("next.why.text", everyItem(equalTo(before)));
    inside(room)
        .header("Accept-Language", "de")
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .body("current.why[0].text", equalTo("Hier noch nicht gehört"));
  }

  @Test
  void a_song_that_plays_keeps_the_reasons_of_its_last_pick() {
    Room room = roomOf(BrainFixtures.RAIN);
    List<Person> here =
        Stream.generate(() -> fixtures.personWhoLikes(BrainFixtures.RAIN)).limit(5).toList();
    here.forEach(person -> fixtures.checkInPastDwell(person, room));
    tick.run();
    UUID song = fixtures.queue(room).get(2);
    String reasons = "next.find { it.song_id == '%s' }.why.text".formatted(song);
    vote(here, song, 5);
    nowPlaying(room).body(reasons, hasItem("Liked in this room before"));
    fixtures.advance(Duration.ofSeconds(1));
    vote(here, song, 3);
    fixtures.play(room, song);
    tick.run();
    nowPlaying(room)
        .body("current.song_id", equalTo(song.toString()))
        .body("current.why.text", equalTo(List.of("People here like rain")));
  }

  /** Votes of all for a song, which the entries that still can change follow. */
  private void vote(List<Person> people, UUID song, int value) {
    people.forEach(
        person ->
            as(person)
                .body("{\"song_id\": \"%s\", \"vote_value\": %d}".formatted(song, value))
                .post("/api/votes")
                .then()
                .statusCode(anyOf(equalTo(200), equalTo(201))));
    tick.run();
  }

  /** A room with eight songs of each sound. */
  private Room roomOf(Taste... sounds) {
    return fixtures.room(
        Stream.of(sounds)
            .flatMap(sound -> Stream.generate(() -> fixtures.song(sound)).limit(8))
            .toArray(UUID[]::new));
  }

  /** Checks in five listeners of a taste. */
  private List<Person> gather(Room room, Taste taste) {
    List<Person> people = Stream.generate(() -> fixtures.personWhoLikes(taste)).limit(5).toList();
    people.forEach(person -> fixtures.checkIn(person, room));
    tick.run();
    return people;
  }

  /** Changes tastes, and lets the entries that still can change follow. */
  private void like(List<Person> people, Taste taste) {
    people.forEach(
        person ->
            as(person)
                .body(BrainFixtures.json("preference_vector", taste.components()))
                .put("/api/preferences")
                .then()
                .statusCode(200));
    tick.run();
  }

  /** Lets the first entry play, and the others be picked anew. */
  private void play(Room room) {
    fixtures.advance(Duration.ofSeconds(1));
    fixtures.play(room, fixtures.queue(room).getFirst());
    tick.run();
  }

  private ValidatableResponse nowPlaying(Room room) {
    return inside(room).get("/api/players/" + room.slug() + "/now-playing").then().statusCode(200);
  }
}
