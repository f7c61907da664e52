package roomtone.bench.simulate;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the fleet sees of the deployment. Devices and listeners add to it from their threads; one
 * thread reads it each second.
 */
final class Measurements {

  /** Durations since the last second, and since the start of the measurement. */
  static final class Series {
    private final Latencies second = new Latencies();
    private final Latencies all = new Latencies();

    void add(long nanos) {
      second.add(nanos);
      all.add(nanos);
    }

    /** Those since the last call of this method. */
    Latencies second() {
      return second.take();
    }

    /** Those since the start of the measurement. */
    Latencies all() {
      return all;
    }
  }

  private final Map<Call, Series> answered = new EnumMap<>(Call.class);
  private final Latencies votesSeen = new Latencies();
  private final Latencies late = new Latencies();
  private final LongAdder playsReported = new LongAdder();
  private final LongAdder playsRejected = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder votesWatched = new LongAdder();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final AtomicInteger playing = new AtomicInteger();
  private final AtomicInteger inRoom = new AtomicInteger();

  Measurements() {
    for (Call call : Call.values()) {
      answered.put(call, new Series());
    }
  }

  /** Counts a call that was answered as it should be. */
  void answered(Call call, long nanos) {
    calls.increment();
    answered.get(call).add(nanos);
  }

  /**
   * Counts a call that was refused or not answered.
   *
   * @param kind from a small set, such as {@code 503 database-away}
   */
  void failed(Call call, String kind) {
    calls.increment();
    failures.increment();
    errors.computeIfAbsent(call.word() + " " + kind, first -> new LongAdder()).increment();
  }

  /** Counts a report of a play that the manager has accepted. */
  void playReported() {
    playsReported.increment();
  }

  /** Counts a report of a play that the manager has rejected. */
  void playRejected(String reason) {
    playsRejected.increment();
    errors.computeIfAbsent("play " + reason, first -> new LongAdder()).increment();
  }

  /** Counts a vote whose effect is waited for, see {@link RoomVotes}. */
  void voteWatched() {
    votesWatched.increment();
  }

  /** Counts a vote whose effect the voter has seen in the queue. */
  void voteSeen(long nanos) {
    votesSeen.add(nanos);
  }

  /** Counts by how much a poll was sent after its time, because this machine was busy. */
  void sentLate(long nanos) {
    late.add(nanos);
  }

  /** Adds 1 when a device begins to play, -1 when it falls silent. */
  void playing(int change) {
    playing.addAndGet(change);
  }

  /** Adds 1 when a listener is in the room and sees its queue, -1 when no longer. */
  void inRoom(int change) {
    inRoom.addAndGet(change);
  }

  /** Forgets all durations so far, those of the start. */
  void startMeasuring() {
    answered.values().forEach(series -> series.all().take());
    votesSeen.take();
    late.take();
  }

  Series of(Call call) {
    return answered.get(call);
  }

  Latencies votesSeen() {
    return votesSeen;
  }

  Latencies late() {
    return late;
  }

  long playsReported() {
    return playsReported.sum();
  }

  long playsRejected() {
    return playsRejected.sum();
  }

  long votesWatched() {
    return votesWatched.sum();
  }

  int devicesPlaying() {
    return playing.get();
  }

  int listenersInRoom() {
    return inRoom.get();
  }

  long failures() {
    return failures.sum();
  }

  /** Failed calls in percent of all, since the start; 0 without calls. */
  double errorPercent() {
    return calls.sum() == 0 ? 0 : 100.0 * failures.sum() / calls.sum();
  }

  /** Whether a call of that kind has failed. */
  boolean hasFailed(Call call) {
    return errors.keySet().stream().anyMatch(kind -> kind.startsWith(call.word() + " "));
  }

  /** How often each kind of error has occurred, by its name. */
  Map<String, Long> errors() {
    Map<String, Long> sorted = new TreeMap<>();
    errors.forEach((kind, count) -> sorted.put(kind, count.sum()));
    return sorted;
  }
}
