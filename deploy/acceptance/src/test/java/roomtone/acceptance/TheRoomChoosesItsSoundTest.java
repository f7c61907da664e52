package roomtone.acceptance;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import roomtone.acceptance.faults.Rows;
import roomtone.local.testing.TestSystem;

/**
 * One evening in two rooms, from the first upload to a brain that is gone. Each chapter goes on
 * where the one before ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TheRoomChoosesItsSoundTest {

  /** A vote reaches the queue within this. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration SONG = Duration.ofMinutes(3);
  private static final String ATTIC = "attic";
  private static final String CELLAR = "cellar";

  private static final Map<String, Sound> songs = new LinkedHashMap<>();
  private static final Map<String, String> deviceTokens = new HashMap<>();
  private static final Map<String, List<String>> played = new HashMap<>();
  private static final Map<String, List<String>> listeners = new HashMap<>();
  private static TestSystem system;
  private static String admin;

  @BeforeAll
  static void open() {
    system = TestSystem.start();
    system.startBrain(Map.of());
    // The clock of the database runs ahead: devices call more often than they would in an evening.
    system.startManager(Map.of("ROOMTONE_DEVICES_POLL_BURST", "1000000"));
    admin = system.admin().accessToken();
  }

  @AfterAll
  static void shut() {
    if (system != null) {
      system.close();
    }
  }

  @Test
  @Order(1)
  void an_admin_uploads_seven_songs_and_makes_two_rooms() {
    for (Sound sound : Sound.seven()) {
      Response uploaded = manager().upload(admin, sound);
      uploaded
          .then()
          .statusCode(201)
          .body("sha256", equalTo(sha256(sound.bytes())))
          .body("duration", notNullValue());
      songs.put(uploaded.path("id"), sound);
    }
    Sound first = songs.values().iterator().next();
    manager()
        .upload(admin, first)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:roomtone:problem:song-exists"));
    manager().songs(admin).then().statusCode(200).body("total", equalTo(7));

    for (String slug : List.of(ATTIC, CELLAR)) {
      Response created = manager().createPlayer(admin, "The " + slug, slug);
      created.then().statusCode(201).body("slug", equalTo(slug));
      deviceTokens.put(slug, created.path("token"));
      played.put(slug, new ArrayList<>());
    }
    brain()
        .players()
        .then()
        .statusCode(200)
        .body("slug", hasItem(ATTIC))
        .body("slug", hasItem(CELLAR));
  }

  @Test
  @Order(2)
  void nobody_else_may() {
    String listener = system.listener().accessToken();
    manager()
        .upload(listener, Sound.seven().getFirst())
        .then()
        .statusCode(403)
        .contentType("application/problem+json");
    manager().poll("no-such-token").then().statusCode(401).contentType("application/problem+json");
    brain()
        .vote("not-a-token", UUID.randomUUID().toString(), 5)
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
  }

  @Test
  @Order(2)
  void what_can_be_called_is_described_where_it_is_called() {
    for (String url : List.of(system.brain().url(), system.manager().url())) {
      given().baseUri(url).get("/q/openapi").then().statusCode(200).body(containsString("/api/"));
      given()
          .baseUri(url)
          .get("/q/swagger-ui/")
          .then()
          .statusCode(200)
          .contentType(ContentType.HTML);
    }
  }

  @Test
  @Order(3)
  void a_device_fetches_the_bytes_that_were_uploaded_and_plays() {
    for (String slug : List.of(ATTIC, CELLAR)) {
      JsonPath poll = poll(slug);
      assertEquals(5, poll.getList("next").size());
      byte[] fetched =
          given()
              .urlEncodingEnabled(false)
              .get(poll.getString("next[0].url"))
              .then()
              .statusCode(200)
              .extract()
              .asByteArray();
      assertEquals(poll.getString("next[0].sha256"), sha256(fetched));
      assertArrayEquals(songs.get(poll.getString("next[0].song_id")).bytes(), fetched);
      String unsigned = poll.getString("next[0].url").replaceFirst("\\?.*", "");
      given().urlEncodingEnabled(false).get(unsigned).then().statusCode(403);

      String next = poll.getString("next[1].song_id");
      play(slug);
      awaitNext(slug, 0, next);
      awaitBooked();
      brain().nowPlaying(slug).then().body("current.song_id", equalTo(lastPlayed(slug)));
      brain()
          .players()
          .then()
          .body("find { it.slug == '" + slug + "' }.status", equalTo("playing"));
    }
  }

  @Test
  @Order(4)
  void a_device_that_has_seen_it_all_is_told_so() {
    String token = deviceTokens.get(ATTIC);
    eventually(
        SOON,
        () -> {
          String etag = manager().poll(token).then().statusCode(200).extract().header("ETag");
          return manager().pollIfChanged(token, etag).statusCode() == 304;
        },
        () -> "no 304");
  }

  @Test
  @Order(5)
  void what_people_vote_for_leads_the_queue_of_their_room_and_of_no_other() {
    arrive(ATTIC, 3);
    arrive(CELLAR, 2);
    String rain = song("Rain");
    String fire = song("Fireplace");
    for (String listener : listeners.get(ATTIC)) {
      brain()
          .vote(listener, rain, 5)
          .then()
          .statusCode(201)
          .body("preference_vector[0]", notNullValue());
      brain().vote(listener, fire, 1).then().statusCode(201);
    }
    for (String listener : listeners.get(CELLAR)) {
      brain().vote(listener, fire, 5).then().statusCode(201);
      brain().vote(listener, rain, 1).then().statusCode(201);
    }
    awaitNext(ATTIC, 1, bestFor("Rain", ATTIC, 1));
    awaitNext(CELLAR, 1, bestFor("Fireplace", CELLAR, 1));
  }

  @Test
  @Order(6)
  void the_next_song_follows_the_room_once_another_has_started() {
    for (Map.Entry<String, String> wish : Map.of(ATTIC, "Rain", CELLAR, "Fireplace").entrySet()) {
      String slug = wish.getKey();
      String standing = brain().next(slug).getFirst();
      system.database().advance(SONG);
      play(slug);
      assertEquals(standing, lastPlayed(slug), "what is next is not taken back");
      awaitNext(slug, 0, bestFor(wish.getValue(), slug, 0));
    }
  }

  @Test
  @Order(7)
  void a_report_that_comes_twice_counts_once() {
    system.database().advance(SONG);
    JsonPath poll = poll(ATTIC);
    UUID play = UUID.randomUUID();
    String song = poll.getString("next[0].song_id");
    String entry = poll.getString("next[0].queue_id");
    var start = system.now();
    manager()
        .report(deviceTokens.get(ATTIC), play, song, entry, start)
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
    played.get(ATTIC).add(song);
    awaitCurrent(ATTIC, song);
    eventually(
        SOON,
        () -> brain().next(ATTIC).size() == 5,
        () -> "the queue of the attic is not full: " + brain().next(ATTIC));
    List<String> after = brain().next(ATTIC);
    manager()
        .report(deviceTokens.get(ATTIC), play, song, entry, start)
        .then()
        .statusCode(200)
        .body("result", contains("duplicate"));
    assertEquals(after.size(), brain().next(ATTIC).size());
    brain().nowPlaying(ATTIC).then().body("current.song_id", equalTo(song));
  }

  @Test
  @Order(8)
  void nothing_repeats_within_the_cool_down_all_evening_long() {
    for (int i = 0; i < 15; i++) {
      system.database().advance(SONG);
      play(ATTIC);
      play(CELLAR);
      awaitBooked();
    }
    assertNothingRepeats(ATTIC);
    assertNothingRepeats(CELLAR);
    assertTrue(
        times("Rain", ATTIC) > times("Fireplace", ATTIC),
        () -> "the attic loves rain: " + played.get(ATTIC));
    assertTrue(
        times("Fireplace", CELLAR) > times("Rain", CELLAR),
        () -> "the cellar loves fire: " + played.get(CELLAR));
  }

  @Test
  @Order(9)
  void a_room_that_everybody_has_left_plays_on() {
    listeners
        .values()
        .forEach(all -> all.forEach(listener -> brain().checkOut(listener).then().statusCode(204)));
    for (int i = 0; i < 4; i++) {
      system.database().advance(SONG);
      play(CELLAR);
      awaitBooked();
    }
    assertNothingRepeats(CELLAR);
    eventually(
        SOON,
        () -> poll(CELLAR).getList("next").size() == 5,
        () -> "the queue of the cellar is not full: " + poll(CELLAR).getList("next"));
  }

  @Test
  @Order(10)
  void with_the_brain_gone_the_queue_never_runs_dry() {
    system.brain().close();
    for (int i = 0; i < 12; i++) {
      system.database().advance(SONG);
      assertFalse(poll(ATTIC).getList("next").isEmpty());
      play(ATTIC);
    }
    assertNothingRepeats(ATTIC);
  }

  @Test
  @Order(11)
  void and_when_the_brain_is_back_it_fills_the_queue_again() {
    system.startBrain(Map.of());
    eventually(
        Duration.ofSeconds(5),
        () -> brain().next(ATTIC).size() == 5,
        () -> "the queue of the attic is not full");
  }

  private static void eventually(
      Duration limit, Callable<Boolean> condition, Supplier<String> complaint) {
    try {
      await().atMost(limit).pollDelay(Duration.ZERO).until(condition);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(complaint.get(), e);
    }
  }

  private static Brain brain() {
    return new Brain(system.brain().url());
  }

  private static Manager manager() {
    return new Manager(system.manager().url());
  }

  private static void arrive(String slug, int people) {
    listeners.put(slug, new ArrayList<>());
    for (int i = 0; i < people; i++) {
      String token = system.listener().accessToken();
      brain().checkIn(token, slug).then().statusCode(201).body("session_id", notNullValue());
      brain().preferences(token).then().statusCode(200);
      listeners.get(slug).add(token);
    }
  }

  /** The device plays what stands first. */
  private static void play(String slug) {
    JsonPath poll = poll(slug);
    String song = poll.getString("next[0].song_id");
    manager()
        .report(
            deviceTokens.get(slug),
            UUID.randomUUID(),
            song,
            poll.getString("next[0].queue_id"),
            system.now())
        .then()
        .statusCode(200)
        .body("result", contains("recorded"));
    played.get(slug).add(song);
    eventually(
        SOON,
        () -> song.equals(poll(slug).getString("current.song_id")),
        () -> "the poll does not show what plays");
  }

  /**
   * Waits until the brain has followed. It has the length of a song for that, which is over at once
   * here: a device could go on from a queue that was made for what it then passed over.
   */
  private static void awaitBooked() {
    try (Rows owner = Rows.as(system.database(), "postgres")) {
      eventually(
          PATIENCE,
          () ->
              owner.count(
                      "public.songs_playing where advanced_at is not null and booked_at is null")
                  == 0,
          () -> "what plays is not booked");
    }
  }

  private static JsonPath poll(String slug) {
    return manager().poll(deviceTokens.get(slug)).then().statusCode(200).extract().jsonPath();
  }

  private static void awaitNext(String slug, int index, String song) {
    eventually(
        SOON,
        () -> brain().next(slug).size() > index && song.equals(brain().next(slug).get(index)),
        () ->
            slug
                + " has "
                + brain().next(slug).stream().map(id -> songs.get(id).title()).toList()
                + ", wanted "
                + songs.get(song).title()
                + " at "
                + (index + 1));
  }

  private static void awaitCurrent(String slug, String song) {
    eventually(
        SOON,
        () -> song.equals(brain().nowPlaying(slug).path("current.song_id")),
        () -> "not playing in " + slug);
  }

  /**
   * The song most like the one that a room loves, of those that may stand at this index of its
   * queue.
   */
  private static String bestFor(String loved, String slug, int index) {
    Sound wish = songs.get(song(loved));
    Sound unwanted = songs.get(song(loved.equals("Rain") ? "Fireplace" : "Rain"));
    Set<String> taken = new LinkedHashSet<>(resting(slug));
    taken.addAll(brain().next(slug).subList(0, index));
    return songs.entrySet().stream()
        .filter(entry -> !taken.contains(entry.getKey()))
        .max(Comparator.comparingDouble(entry -> wanted(entry.getValue(), wish, unwanted)))
        .orElseThrow()
        .getKey();
  }

  /**
   * The house speaks against what was voted down, half as loud as people speak for what they love.
   */
  private static double wanted(Sound sound, Sound wish, Sound unwanted) {
    return sound.likeness(wish) - sound.likeness(unwanted) / 2;
  }

  /** The last three different songs: half of seven. */
  private static Set<String> resting(String slug) {
    List<String> newestFirst = played.get(slug).reversed();
    Set<String> last = new LinkedHashSet<>();
    for (String song : newestFirst) {
      if (last.size() < songs.size() / 2) {
        last.add(song);
      }
    }
    return last;
  }

  private static void assertNothingRepeats(String slug) {
    List<String> all = played.get(slug);
    IntStream.range(1, all.size())
        .forEach(
            i ->
                IntStream.range(Math.max(0, i - songs.size() / 2), i)
                    .forEach(
                        j ->
                            assertNotEquals(
                                all.get(i),
                                all.get(j),
                                () ->
                                    slug
                                        + " repeats too soon: "
                                        + all.stream().map(id -> songs.get(id).title()).toList())));
  }

  private static long times(String title, String slug) {
    return played.get(slug).stream().filter(song(title)::equals).count();
  }

  private static String lastPlayed(String slug) {
    return played.get(slug).getLast();
  }

  private static String song(String title) {
    return songs.entrySet().stream()
        .filter(entry -> entry.getValue().title().equals(title))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
