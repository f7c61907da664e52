package roomtone.bench.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import roomtone.bench.simulate.Connection.Reply;
import roomtone.bench.simulate.Connection.Request;
import roomtone.local.demo.device.RetrySchedule;

/**
 * A listener who checks in to a room, watches its stream of events as the listener's page does, and
 * votes for what plays or is queued at random intervals. Each likes other songs.
 */
final class SimulatedListener {

  /** A vote is sent again so often at most. */
  private static final int ATTEMPTS = 5;

  private final String accessToken;
  private final Room room;
  private final Caller brain;
  private final Connection streamConnection;
  private final Measurements measurements;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration voteEvery;
  private final int number;
  private volatile RoomView view = RoomView.NOTHING;

  /**
   * @param number decides which songs the listener likes
   * @param streamConnection a connection for the stream, which lasts
   */
  SimulatedListener(
      int number,
      String accessToken,
      Room room,
      Caller brain,
      Connection streamConnection,
      Measurements measurements,
      Clock clock,
      RandomGenerator random,
      Duration voteEvery) {
    this.number = number;
    this.accessToken = accessToken;
    this.room = room;
    this.brain = brain;
    this.streamConnection = streamConnection;
    this.measurements = measurements;
    this.clock = clock;
    this.random = random;
    this.voteEvery = voteEvery;
  }

  /** Runs until its thread is interrupted. */
  void run(Duration startAfter) {
    Thread stream = Thread.ofVirtual().unstarted(this::watch);
    try (brain) {
      Thread.sleep(startAfter);
      checkIn();
      stream.start();
      while (true) {
        Thread.sleep(
            (long) (voteEvery.toMillis() * random.nextDouble(/* origin= */ 0.5, /* bound= */ 1.5)));
        Optional<UUID> song = view.choose(random);
        if (song.isPresent()) {
          vote(song.get());
        }
      }
    } catch (InterruptedException stopped) {
      stream.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void checkIn() throws InterruptedException {
    RetrySchedule schedule = new RetrySchedule(random);
    ObjectNode body = Caller.JSON.createObjectNode().put("player_id", room.id().toString());
    Request request = Request.post("/api/checkin", body.toString(), authorization());
    while (brain.call(Call.CHECK_IN, schedule, request).isEmpty()) {
      sleepUntil(schedule.next());
    }
  }

  private void vote(UUID song) throws InterruptedException {
    ObjectNode body = Caller.JSON.createObjectNode();
    body.put("song_id", song.toString())
        .put("vote_value", opinion(song))
        .put("player_id", room.id().toString());
    Request request =
        Request.post(
            "/api/votes",
            body.toString(),
            authorization(),
            "Idempotency-Key: " + UUID.randomUUID());
    RetrySchedule schedule = new RetrySchedule(random);
    room.votes().sent(this, System.nanoTime());
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<Reply> reply = brain.call(Call.VOTE, schedule, request);
      if (reply.isPresent()) {
        if (!countsForRoom(reply.get())) {
          room.votes().disturbed(System.nanoTime());
        }
        return;
      }
      room.votes().disturbed(System.nanoTime());
      if (brain.isRefusedForGood()) {
        return;
      }
      sleepUntil(schedule.next());
    }
  }

  /** 1 to 5, always the same for a song. */
  private int opinion(UUID song) {
    return 1 + Math.floorMod(31 * number + song.hashCode() * 7919, 5);
  }

  private boolean countsForRoom(Reply reply) {
    try {
      JsonNode answer = Caller.JSON.readTree(reply.body());
      return answer.path("counts_for").asText().equals(room.id().toString());
    } catch (IOException unreadable) {
      measurements.failed(Call.VOTE, "unreadable");
      return false;
    }
  }

  /** Reads the stream of the room, and connects again when it ends. */
  private void watch() {
    RetrySchedule schedule = new RetrySchedule(random);
    try (streamConnection) {
      while (true) {
        readStream(schedule);
        sleepUntil(schedule.next());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void readStream(RetrySchedule schedule) throws InterruptedException {
    long sent = System.nanoTime();
    boolean inRoom = false;
    try {
      Reply reply =
          streamConnection.open(
              Request.get(
                  "/api/players/" + room.id() + "/events",
                  "Accept: text/event-stream",
                  authorization()));
      if (reply.status() != 200) {
        String body = streamConnection.readBody(reply);
        brain.failed(Call.STREAM, schedule, new Reply(reply.status(), reply.headers(), body));
        return;
      }
      EventReader events = new EventReader(streamConnection.body(reply));
      for (Optional<String> state = events.next(); state.isPresent(); state = events.next()) {
        if (!inRoom) {
          inRoom = true;
          measurements.inRoom(1);
          measurements.answered(Call.STREAM, System.nanoTime() - sent);
          schedule.succeeded(Instant.MIN);
        }
        see(state.get());
      }
      measurements.failed(Call.STREAM, "ended");
      schedule.failed(clock.instant(), Duration.ZERO);
    } catch (IOException e) {
      Caller.stopIfInterrupted();
      measurements.failed(Call.STREAM, Caller.reason(e));
      schedule.failed(clock.instant(), Duration.ZERO);
    } finally {
      streamConnection.close();
      if (inRoom) {
        measurements.inRoom(-1);
      }
    }
  }

  private void see(String state) throws IOException {
    RoomView now = RoomView.of(Caller.JSON.readTree(state));
    RoomView before = view;
    view = now;
    if (!before.equals(RoomView.NOTHING) && now.hasOtherQueue(before)) {
      room.votes().queueSeen(this, System.nanoTime());
    }
  }

  private String authorization() {
    return "Authorization: Bearer " + accessToken;
  }

  private void sleepUntil(Instant time) throws InterruptedException {
    Duration wait = Duration.between(clock.instant(), time);
    if (wait.isPositive()) {
      Thread.sleep(wait);
    }
  }

  /**
   * What a listener sees of a room.
   *
   * @param current the song that plays, empty while none does
   * @param next the ids of the entries, in their order
   * @param songs the songs of the entries
   */
  private record RoomView(Optional<UUID> current, List<UUID> next, List<UUID> songs) {

    private static final RoomView NOTHING = new RoomView(Optional.empty(), List.of(), List.of());

    static RoomView of(JsonNode state) {
      List<JsonNode> next = state.path("next").valueStream().toList();
      return new RoomView(
          Optional.ofNullable(state.path("current").path("song_id").textValue())
              .map(UUID::fromString),
          next.stream().map(entry -> UUID.fromString(entry.path("queue_id").asText())).toList(),
          next.stream().map(entry -> UUID.fromString(entry.path("song_id").asText())).toList());
    }

    boolean hasOtherQueue(RoomView before) {
      return current.equals(before.current) && !next.equals(before.next);
    }

    /** A song to vote for; empty while none is seen. */
    Optional<UUID> choose(RandomGenerator random) {
      int count = songs.size() + (current.isPresent() ? 1 : 0);
      if (count == 0) {
        return Optional.empty();
      }
      int chosen = random.nextInt(count);
      return chosen < songs.size() ? Optional.of(songs.get(chosen)) : current;
    }
  }
}
