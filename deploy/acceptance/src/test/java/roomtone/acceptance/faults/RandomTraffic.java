package roomtone.acceptance.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import roomtone.local.testing.Await;
import roomtone.local.testing.LocalAuth;
import roomtone.local.testing.LocalDatabase;
import roomtone.local.testing.Sql;

/**
 * Random calls of listeners, browsers, devices and staff, without pauses: listeners check in and
 * vote at any brain that answers, browsers insert rows, devices start one song after another, and
 * staff change embeddings. It records the state that the database must have in the end.
 */
final class RandomTraffic implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** The listener and song of a vote. */
  record Opinion(UUID listener, UUID song) {}

  private final LocalDatabase database;
  private final Sql owner;
  private final List<UUID> rooms;
  private final List<UUID> songs;
  private final Supplier<List<String>> brains;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<Opinion, Integer> opinions = new ConcurrentHashMap<>();
  private final Map<UUID, UUID> sessions = new ConcurrentHashMap<>();
  private final Map<UUID, AtomicLong> sessionsFromBrowsers = new ConcurrentHashMap<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong plays = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param brains the URLs of brains, some of which may not answer
   */
  RandomTraffic(
      LocalDatabase database,
      Sql owner,
      List<UUID> rooms,
      List<UUID> songs,
      Supplier<List<String>> brains) {
    this.database = database;
    this.owner = owner;
    this.rooms = rooms;
    this.songs = songs;
    this.brains = brains;
  }

  /** The number of finished actions. */
  long done() {
    return done.get();
  }

  /** The number of started songs. */
  long plays() {
    return plays.get();
  }

  /** The last vote of each listener for each song. */
  Map<Opinion, Integer> opinions() {
    return opinions;
  }

  /** The last session of each listener; without those who have checked out. */
  Map<UUID, UUID> sessions() {
    return sessions;
  }

  /** The number of sessions that each browser has inserted. */
  Map<UUID, AtomicLong> sessionsFromBrowsers() {
    return sessionsFromBrowsers;
  }

  /** Unexpected exceptions and answers. */
  Queue<Throwable> failures() {
    return failures;
  }

  /** Starts listeners who call the API. */
  void callers(List<LocalAuth.Session> people, Random random) {
    start(
        () -> {
          LocalAuth.Session listener = people.get(random.nextInt(people.size()));
          switch (random.nextInt(12)) {
            case 0, 1 -> checkIn(listener, random);
            case 2 -> checkOut(listener, random);
            default -> vote(listener, random);
          }
        });
  }

  /** Starts a browser that inserts rows through the Data API, a few at a time. */
  void browser(LocalAuth.Session listener, Random random) {
    Sql rows = database.sqlAs(listener.userId());
    sessionsFromBrowsers.put(listener.userId(), new AtomicLong());
    start(
        () -> {
          if (random.nextInt(4) == 0) {
            sessions.put(
                listener.userId(),
                rows.uuid(
                    "insert into public.sessions (user_id, player_id) values (?, ?) returning id",
                    listener.userId(),
                    any(rooms, random)));
            sessionsFromBrowsers.get(listener.userId()).incrementAndGet();
          }
          for (int i = random.nextInt(4); i >= 0; i--) {
            UUID song = any(songs, random);
            int value = 1 + random.nextInt(5);
            rows.update(
                "insert into public.votes (user_id, song_id, vote_value) values (?, ?, ?)",
                listener.userId(),
                song,
                value);
            opinions.put(new Opinion(listener.userId(), song), value);
          }
          Await.until(
              "the votes are applied",
              PATIENCE,
              () ->
                  rows.integer("select count(*) from public.votes where applied_seq is null") == 0);
        });
  }

  /** Starts devices that report each start twice, and start a song when the last one is booked. */
  void devices(List<UUID> theirs, Random random) {
    Sql manager = database.sql("manager_service");
    start(
        () -> {
          UUID room = any(theirs, random);
          List<List<String>> next =
              manager.rows(
                  "select id, song_id from public.player_queue where player_id = ? order by position limit 1",
                  room);
          if (next.isEmpty()
              || owner.integer(
                      "select count(*) from public.songs_playing where player_id = ? and booked_at is null",
                      room)
                  > 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
            return;
          }
          UUID play = UUID.randomUUID();
          for (String expected : List.of("recorded", "duplicate")) {
            String result =
                manager.text(
                    "select result from roomtone.queue_advance(?, ?, ?, ?, roomtone.now())",
                    room,
                    play,
                    UUID.fromString(next.getFirst().get(1)),
                    UUID.fromString(next.getFirst().get(0)));
            check(expected.equals(result), () -> "a report was " + result + ", not " + expected);
          }
          plays.incrementAndGet();
        });
  }

  /** Starts staff who change the embedding of one song after another. */
  void staff(Random random) {
    Sql manager = database.sql("manager_service");
    start(
        () -> {
          manager.update(
              "update public.songs set embedding = ?::text::extensions.vector where id = ?",
              random.nextInt(5) == 0
                  ? null
                  : random.doubles(5, 0.01, 1).boxed().toList().toString(),
              any(songs, random));
          LockSupport.parkNanos(PAUSE.multipliedBy(5).toNanos());
        });
  }

  /** Waits until the given number of further actions is finished. */
  void awaitDone(long more) {
    long goal = done.get() + more;
    Await.until(more + " more actions", PATIENCE, () -> done.get() >= goal || !failures.isEmpty());
  }

  /** Stops after the actions that are under way; one that does not end is a failure. */
  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      try {
        if (!thread.join(PATIENCE)) {
          failures.add(new AssertionError("an action has not ended within " + PATIENCE));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    http.close();
  }

  private void checkIn(LocalAuth.Session listener, Random random) throws IOException {
    HttpResponse<String> answer =
        send(
            listener,
            random,
            "/api/checkin",
            Map.of("player_id", any(rooms, random).toString()),
            null);
    check(answer.statusCode() == 201, () -> describe(answer));
    sessions.put(
        listener.userId(),
        UUID.fromString(json.readTree(answer.body()).get("session_id").asText()));
  }

  private void checkOut(LocalAuth.Session listener, Random random) throws IOException {
    HttpResponse<String> answer = send(listener, random, "/api/checkout", Map.of(), null);
    check(answer.statusCode() == 204, () -> describe(answer));
    sessions.remove(listener.userId());
  }

  private void vote(LocalAuth.Session listener, Random random) throws IOException {
    UUID song = any(songs, random);
    int value = 1 + random.nextInt(5);
    UUID key = UUID.randomUUID();
    Map<String, Object> vote = Map.of("song_id", song.toString(), "vote_value", value);
    HttpResponse<String> answer = send(listener, random, "/api/votes", vote, key);
    check(answer.statusCode() == 200 || answer.statusCode() == 201, () -> describe(answer));
    opinions.put(new Opinion(listener.userId(), song), value);
    if (random.nextInt(5) == 0) {
      HttpResponse<String> again = send(listener, random, "/api/votes", vote, key);
      JsonNode first = json.readTree(answer.body());
      check(
          first.equals(json.readTree(again.body())),
          () -> "not the stored answer: " + describe(again));
    }
  }

  /** Sends a request to random brains until one answers. */
  private HttpResponse<String> send(
      LocalAuth.Session listener, Random random, String path, Map<String, Object> body, UUID key)
      throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(any(brains.get(), random) + path))
              .timeout(Duration.ofSeconds(20))
              .header("Authorization", "Bearer " + listener.accessToken())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)));
      if (key != null) {
        request.header("Idempotency-Key", key.toString());
      }
      try {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      } catch (IOException noAnswer) {
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    throw new IOException("no brain answered within " + PATIENCE);
  }

  /** An action that is repeated. */
  private interface Action {
    void run() throws IOException;
  }

  private void start(Action action) {
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (!over) {
                      action.run();
                      done.incrementAndGet();
                    }
                  } catch (IOException | RuntimeException | AssertionError e) {
                    failures.add(e);
                  }
                }));
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private static void check(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new AssertionError(message.get());
    }
  }

  private static String describe(HttpResponse<String> answer) {
    return answer.uri() + " answered " + answer.statusCode() + ": " + answer.body();
  }
}
