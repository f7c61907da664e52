package roomtone.brain.nowplaying;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

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

@QuarkusTest
class ExplanationTest extends BrainTest {

  private static final int SECOND = 1;

  @Inject Tick tick;

  @BeforeEach
  void beginAPeriod() {
    fixtures.database().setClock(fixtures.now().truncatedTo(ChronoUnit.HOURS));
  }

  @Test
  void a_taste_is_explained_in_the_language_of_the_listener() {
    Room room = roomOf(BrainFixtures.RAIN, 6);
    checkInAll(
        room,
        BrainFixtures.RAIN,
        BrainFixtures.RAIN,
        BrainFixtures.RAIN,
        BrainFixtures.WAVES,
        BrainFixtures.WAVES);
    nowPlaying(room)
        .header("Content-Language", "en")
        .body("next[1].reason", equalTo("collective"))
        .body("next[1].why.kind", equalTo(List.of("taste")))
        .body("next[1].why.dimension", equalTo(List.of("rain")))
        .body("next[1].why.text", equalTo(List.of("People here like rain")))
        .body(
            "next[1].dimensions.dimension",
            contains("rain", "sea_waves", "thunderstorm", "wind", "crackling_fire"))
        .body("next[1].dimensions.name[1]", equalTo("sea waves"))
        // The direction of (3, 2, 0, 0, 0) is (0.83, 0.55, 0, 0, 0).
        .body("next[1].dimensions.wanted", equalTo(List.of(0.75f, 0.5f, 0.0f, 0.0f, 0.0f)))
        .body("next[1].dimensions.song", equalTo(List.of(1.0f, 0.0f, 0.0f, 0.0f, 0.0f)));
    inside(room)
        .header("Accept-Language", "de-CH, en;q=0.5")
        .get("/api/players/" + room.slug() + "/now-playing")
        .then()
        .header("Content-Language", "de")
        .body("next[1].why.text", equalTo(List.of("Hier mag man Regen")))
        .body("next[1].dimensions.name[1]", equalTo("Meeresrauschen"));
  }

  @Test
  void a_song_that_plays_keeps_the_explanation_of_its_entry() {
    Room room = roomOf(BrainFixtures.RAIN, 8);
    checkInAll(room, rainLovers(5));
    fixtures.play(room, fixtures.queue(room).getFirst());
    tick.run();
    UUID next = fixtures.queue(room).getFirst();
    nowPlaying(room).body("next[0].why.text", equalTo(List.of("People here like rain")));
    fixtures.advance(Duration.ofMinutes(3));
    fixtures.play(room, next);
    tick.run();
    nowPlaying(room)
        .body("current.song_id", equalTo(next.toString()))
        .body("current.reason", equalTo("collective"))
        .body("current.why.text", equalTo(List.of("People here like rain")))
        .body("current.dimensions.wanted[0]", equalTo(1.0f));
  }

  @Test
  void a_song_liked_by_five_listeners_here_is_explained_by_its_reputation() {
    UUID loved = fixtures.song(BrainFixtures.blend(9, 1, 0, 0, 0));
    UUID likedByOne = fixtures.song(BrainFixtures.blend(9, 0, 1, 0, 0));
    Room room =
        fixtures.room(Stream.concat(Stream.of(loved, likedByOne), rain(5)).toArray(UUID[]::new));
    for (Person past : people(5)) {
      likes(past, room, loved);
    }
    Person fan = fixtures.person();
    for (int i = 0; i < 4; i++) {
      likes(fan, room, likedByOne);
      fixtures.advance(Duration.ofMinutes(11));
    }
    fixtures.endAllSessions();
    checkInAll(room, rainLovers(5));
    fixtures
        .sql()
        .update("update player_queue set reputation = 0.2 where player_id = ?", room.id());
    nowPlaying(room)
        .body(of(loved) + ".why.text", hasItem("Liked in this room before"))
        .body(of(likedByOne) + ".why.kind", not(hasItem("reputation")));
  }

  @Test
  void a_song_nearer_to_five_listeners_who_were_served_less_is_explained_by_catching_up() {
    Room room = roomOfRainAndFire();
    List<Person> here = checkInAll(room, loversOfRainAndFire(5));
    nowPlaying(room).body("next.why.kind.flatten()", not(hasItem("catch_up")));
    here.subList(5, 10).forEach(person -> hasWaited(person, -0.4));
    fillAPeriodLater(room);
    nowPlaying(room)
        .body(
            "next.findAll { it.dimensions[4].song == 1.0f }.why.kind.flatten()",
            hasItem("catch_up"))
        .body(
            "next.findAll { it.dimensions[0].song == 1.0f && it.position > 1 }.why.kind.flatten()",
            not(hasItem("catch_up")));
  }

  @Test
  void catching_up_of_four_listeners_is_not_disclosed() {
    Room room = roomOfRainAndFire();
    List<Person> here = checkInAll(room, loversOfRainAndFire(4));
    here.subList(0, 4).forEach(person -> hasWaited(person, -0.01));
    here.subList(4, 8).forEach(person -> hasWaited(person, -0.4));
    fillAPeriodLater(room);
    nowPlaying(room)
        .body("next[1].dimensions[4].song", equalTo(1.0f))
        .body("next[1].why.kind", equalTo(List.of("taste")));
  }

  @Test
  void the_house_voice_is_explained_when_five_listeners_have_liked_such_songs() {
    UUID fire = fixtures.song(BrainFixtures.FIRE);
    Room room = fixtures.room(Stream.concat(Stream.of(fire), rain(6)).toArray(UUID[]::new));
    people(5).forEach(past -> likes(past, room, fire));
    leaveTheRoomToTheHouse(room);
    nowPlaying(room).body("next[0].reason", nullValue());
    gatherLater(room);
    nowPlaying(room)
        .body("next[0].song_id", equalTo(fire.toString()))
        .body("next[0].reason", equalTo("house"))
        .body("next[0].why.text", equalTo(List.of("By what this room has liked before")));
  }

  @Test
  void the_house_voice_of_four_listeners_is_not_disclosed() {
    List<UUID> fires = Stream.generate(() -> fixtures.song(BrainFixtures.FIRE)).limit(4).toList();
    UUID rain = fixtures.song(BrainFixtures.RAIN);
    Room room =
        fixtures.room(
            Stream.of(fires.stream(), Stream.of(rain), rain(3))
                .flatMap(s -> s)
                .toArray(UUID[]::new));
    people(4).forEach(fan -> fires.forEach(fire -> likes(fan, room, fire)));
    people(2).forEach(past -> likes(past, room, rain));
    leaveTheRoomToTheHouse(room);
    gatherLater(room);
    nowPlaying(room)
        .body("next[0].song_id", in(fires.stream().map(UUID::toString).toList()))
        .body("next[0].reason", nullValue())
        .body("next[0].why", empty())
        .body("next[1].reason", equalTo("collective"));
  }

  @Test
  void nothing_is_disclosed_before_a_song_was_picked_for_five_listeners() {
    Room room = roomOf(BrainFixtures.RAIN, 6);
    checkInAll(room, rainLovers(4));
    assertNothingDisclosed(room);
    fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.RAIN), room);
    tick.run();
    nowPlaying(room)
        // It was picked when there were four listeners.
        .body("next[0].reason", nullValue())
        .body("next[0].why", empty())
        .body("next[0].dimensions", nullValue())
        .body("next[1].why.text", equalTo(List.of("People here like rain")));
  }

  @Test
  void nothing_is_disclosed_once_the_fifth_listener_has_left() {
    Room room = roomOf(BrainFixtures.RAIN, 8);
    Person fifth = checkInAll(room, rainLovers(5)).getLast();
    fixtures.play(room, fixtures.queue(room).getFirst());
    tick.run();
    nowPlaying(room).body("next[1].why.text", equalTo(List.of("People here like rain")));
    as(fifth).post("/api/checkout").then().statusCode(204);
    tick.run();
    assertNothingDisclosed(room);
  }

  @Test
  void the_effect_of_one_vote_is_disclosed_in_steps_and_after_five_minutes() {
    Room room = roomOf(BrainFixtures.RAIN, 8);
    List<Person> here = checkInAll(room, rainLovers(5));
    Object before = nowPlaying(room).extract().path("next[1].dimensions.wanted");
    fixtures
        .sql()
        .update(
            "update profiles set preference_vector = '[0,0,0,0,1]' where id = ?",
            here.getFirst().id());
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", room.id());
    tick.run();
    nowPlaying(room)
        .body("next.dimensions[" + SECOND + "].wanted", equalTo(before))
        .body("next.dimensions.wanted.flatten()", not(hasItem(0.25f)));
    fixtures.advance(PublicCollectives.PERIOD);
    nowPlaying(room)
        .body("next[1].dimensions.wanted", equalTo(collective(room)))
        // The direction of (4, 0, 0, 0, 1) is (0.97, 0, 0, 0, 0.24).
        .body("next[1].dimensions.wanted[4]", equalTo(0.25f));
  }

  private void assertNothingDisclosed(Room room) {
    nowPlaying(room)
        .body("current?.why ?: []", empty())
        .body("current?.dimensions", nullValue())
        .body("current?.reason", nullValue())
        .body("next.reason", everyItem(nullValue()))
        .body("next.why.flatten()", empty())
        .body("next.dimensions", everyItem(nullValue()));
  }

  private Room roomOfRainAndFire() {
    return fixtures.room(
        Stream.of(
                BrainFixtures.RAIN,
                BrainFixtures.RAIN,
                BrainFixtures.RAIN,
                BrainFixtures.FIRE,
                BrainFixtures.FIRE,
                BrainFixtures.FIRE)
            .map(fixtures::song)
            .toArray(UUID[]::new));
  }

  private void hasWaited(Person person, double balance) {
    fixtures
        .sql()
        .update(
            """
        insert into roomtone.ledgers (session_id, player_id, balance)
        select id, player_id, ? from sessions where user_id = ?
        on conflict (session_id) do update set balance = excluded.balance
        """,
            balance,
            person.id());
  }

  private void fillAPeriodLater(Room room) {
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", room.id());
    fixtures.advance(PublicCollectives.PERIOD);
    tick.run();
  }

  private void leaveTheRoomToTheHouse(Room room) {
    fixtures.endAllSessions();
    refill(room);
  }

  /** Checks in five listeners: the first entry is kept, the others follow their tastes. */
  private void gatherLater(Room room) {
    for (int i = 0; i < 5; i++) {
      fixtures.checkIn(fixtures.personWhoLikes(BrainFixtures.WIND), room);
    }
    tick.run();
  }

  private void refill(Room room) {
    fixtures.sql().update("delete from player_queue where player_id = ?", room.id());
    fixtures.sql().update("insert into roomtone.room_changes (player_id) values (?)", room.id());
    tick.run();
  }

  private Object collective(Room room) {
    return anybody()
        .get("/api/players/" + room.slug() + "/collective")
        .then()
        .extract()
        .path("vector");
  }

  private ValidatableResponse nowPlaying(Room room) {
    return inside(room).get("/api/players/" + room.slug() + "/now-playing").then().statusCode(200);
  }

  private static String of(UUID song) {
    return "next.find { it.song_id == '%s' }".formatted(song);
  }

  private Room roomOf(Taste sound, int songs) {
    return fixtures.room(
        Stream.generate(() -> fixtures.song(sound)).limit(songs).toArray(UUID[]::new));
  }

  private Stream<UUID> rain(int songs) {
    return Stream.generate(() -> fixtures.song(BrainFixtures.RAIN)).limit(songs);
  }

  private List<Person> people(int number) {
    return Stream.generate(fixtures::person).limit(number).toList();
  }

  private void likes(Person person, Room room, UUID song) {
    fixtures.checkInPastDwell(person, room);
    as(person)
        .body(BrainFixtures.json("song_id", song, "vote_value", 5))
        .post("/api/votes")
        .then()
        .statusCode(201);
  }

  private static Taste[] rainLovers(int number) {
    return Stream.generate(() -> BrainFixtures.RAIN).limit(number).toArray(Taste[]::new);
  }

  /** As many of each, those of fire last. */
  private static Taste[] loversOfRainAndFire(int number) {
    return Stream.concat(
            Stream.of(rainLovers(number)), Stream.generate(() -> BrainFixtures.FIRE).limit(number))
        .toArray(Taste[]::new);
  }

  private List<Person> checkInAll(Room room, Taste... tastes) {
    List<Person> people = Stream.of(tastes).map(fixtures::personWhoLikes).toList();
    people.forEach(person -> fixtures.checkIn(person, room));
    tick.run();
    // Replaces the entries that were picked before they checked in.
    refill(room);
    return people;
  }
}
