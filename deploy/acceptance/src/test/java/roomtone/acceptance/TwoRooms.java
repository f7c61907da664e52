package roomtone.acceptance;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.restassured.path.json.JsonPath;
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
import java.util.stream.IntStream;
import roomtone.local.testing.Await;
import roomtone.local.testing.Sql;
import roomtone.local.testing.TestSystem;

/** Two rooms with a device each, their listeners and songs, and both services. */
final class TwoRooms implements AutoCloseable {

  static final String ATTIC = "attic";
  static final String CELLAR = "cellar";

  /** A vote reaches the queue within this time. */
  static final Duration SOON = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The songs by their ids, in the order of their uploads. */
  final Map<String, Sound> songs = new LinkedHashMap<>();

  /** The songs that a room has played, in order. */
  final Map<String, List<String>> played = new HashMap<>();

  /** The tokens of a room's listeners. */
  final Map<String, List<String>> listeners = new HashMap<>();

  /** The token of somebody of unknown taste in each room, who sees its queue. */
  private final Map<String, String> observers = new HashMap<>();

  final Map<String, String> deviceTokens = new HashMap<>();
  final TestSystem system = TestSystem.start();
  final String admin;

  TwoRooms() {
    turnDwellOff();
    system.startBrain(Map.of());
    // The test moves the database's clock on, so that devices poll more often than the limit
    // allows.
    system.startManager(Map.of("ROOMTONE_DEVICES_POLL_BURST", "1000000"));
    admin = system.admin().accessToken();
  }

  @Override
  public void close() {
    system.close();
  }

  /** Lets votes count in the house voice at once: the story reckons with it from the first one. */
  private void turnDwellOff() {
    try (Sql owner = system.database().sql("postgres")) {
      owner.update("update roomtone.installation set dwell_seconds = 0");
    }
  }

  /** The brain, as listeners call it. */
  Brain brain() {
    return new Brain(system.brain().url());
  }

  /** The manager, as staff and devices call it. */
  Manager manager() {
    return new Manager(system.manager().url());
  }

  /** Lets people sign in and check in. */
  void arrive(String slug, int people) {
    listeners.put(slug, new ArrayList<>());
    for (int i = 0; i < people; i++) {
      String token = system.listener().accessToken();
      brain().checkIn(token, slug).then().statusCode(201).body("session_id", notNullValue());
      brain().preferences(token).then().statusCode(200);
      listeners.get(slug).add(token);
    }
  }

  /** Lets the device start the first song of the queue, and waits until a poll shows it. */
  void play(String slug) {
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
    Await.value(
        "the poll shows the song that plays",
        SOON,
        () -> poll(slug).getString("current.song_id"),
        song::equals);
  }

  /**
   * Waits until the brain has booked all plays. In an evening it has the length of a song for that;
   * here the clock jumps, and a device could start the next song from a queue that was filled for
   * the one before.
   */
  void awaitBooked() {
    try (Sql owner = system.database().sql("postgres")) {
      Await.value(
          "no play waits to be booked",
          PATIENCE,
          () ->
              owner.integer(
                  "select count(*) from public.songs_playing where advanced_at is not null and booked_at is null"),
          waiting -> waiting == 0);
    }
  }

  /** The answer to a poll of a room's device. */
  JsonPath poll(String slug) {
    return manager().poll(deviceTokens.get(slug)).then().statusCode(200).extract().jsonPath();
  }

  /** The songs of a room's queue, in order. */
  List<String> next(String slug) {
    return brain()
        .next(slug, observers.computeIfAbsent(slug, room -> system.listener().accessToken()));
  }

  /** Waits until a song stands at an index of a room's queue. */
  void awaitNext(String slug, int index, String song) {
    Await.value(
        "%s is number %d in the %s".formatted(songs.get(song).title(), index + 1, slug),
        SOON,
        () -> next(slug).stream().map(id -> songs.get(id).title()).toList(),
        titles -> titles.size() > index && titles.get(index).equals(songs.get(song).title()));
  }

  /** Waits until a room's queue is full. */
  void awaitFullQueue(String slug, Duration limit) {
    Await.value("five songs in the " + slug, limit, () -> next(slug), n -> n.size() == 5);
  }

  /** Waits until a room is shown to play a song. */
  void awaitCurrent(String slug, String song) {
    Await.value(
        "the song plays in the " + slug,
        SOON,
        () -> brain().nowPlaying(slug).<String>path("current.song_id"),
        song::equals);
  }

  /**
   * The song nearest to the one that a room loves, of those that may stand at this index of its
   * queue.
   */
  String bestFor(String loved, String slug, int index) {
    Sound wish = songs.get(song(loved));
    Sound unwanted = songs.get(song(loved.equals("Rain") ? "Fireplace" : "Rain"));
    Set<String> taken = new LinkedHashSet<>(coolingDown(slug));
    taken.addAll(next(slug).subList(0, index));
    return songs.entrySet().stream()
        .filter(entry -> !taken.contains(entry.getKey()))
        .max(Comparator.comparingDouble(entry -> wanted(entry.getValue(), wish, unwanted)))
        .orElseThrow()
        .getKey();
  }

  /** The tastes, and half as much the house voice, which moves away from the disliked song. */
  private double wanted(Sound sound, Sound wish, Sound unwanted) {
    return sound.likeness(wish) - sound.likeness(unwanted) / 2;
  }

  /** The songs in cool-down: the last three different ones, half of seven. */
  private Set<String> coolingDown(String slug) {
    List<String> newestFirst = played.get(slug).reversed();
    Set<String> last = new LinkedHashSet<>();
    for (String song : newestFirst) {
      if (last.size() < songs.size() / 2) {
        last.add(song);
      }
    }
    return last;
  }

  /** Checks that no song was played again within its cool-down. */
  void assertNothingRepeats(String slug) {
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

  /** How often a room has played a song. */
  long times(String title, String slug) {
    return played.get(slug).stream().filter(song(title)::equals).count();
  }

  /** The song that a room has started last. */
  String lastPlayed(String slug) {
    return played.get(slug).getLast();
  }

  /** The id of a song. */
  String song(String title) {
    return songs.entrySet().stream()
        .filter(entry -> entry.getValue().title().equals(title))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
