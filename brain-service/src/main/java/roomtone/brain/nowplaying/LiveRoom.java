package roomtone.brain.nowplaying;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import roomtone.brain.nowplaying.NowPlaying.Snapshot;
import roomtone.brain.nowplaying.RoomFingerprints.Fingerprint;

/** A room that has subscribers, and its state as it was read last. */
final class LiveRoom {

  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private volatile State state;

  LiveRoom(State state) {
    this.state = state;
  }

  State state() {
    return state;
  }

  Set<Subscriber> subscribers() {
    return subscribers;
  }

  /** Replaces the state, and sends it to those who see a difference. */
  void update(State newer, Instant time) {
    State older = state;
    state = newer;
    for (RoomView view : RoomView.values()) {
      if (newer.differsFrom(older, view)) {
        subscribers.stream()
            .filter(subscriber -> subscriber.view() == view)
            .forEach(subscriber -> subscriber.send(newer, time));
      }
    }
  }

  /** Ends all streams. */
  void complete() {
    subscribers.forEach(subscriber -> subscriber.emitter().complete());
  }

  /** Returns the open streams of listeners with a token. */
  Stream<Subscriber> signedIn() {
    return subscribers.stream().filter(subscriber -> subscriber.listener().isPresent());
  }

  /** The state of a room when it was read, and the fingerprint by which changes are noticed. */
  static final class State {

    private final Snapshot snapshot;
    private final Fingerprint fingerprint;
    private final BiFunction<Locale, RoomView, String> write;

    /** The JSON without the time, written once for all subscribers of a language and a view. */
    private final Map<Written, String> json = new ConcurrentHashMap<>();

    private record Written(Locale language, RoomView view) {}

    /**
     * Makes a state.
     *
     * @param write writes the snapshot as JSON without the time
     */
    State(Snapshot snapshot, Fingerprint fingerprint, BiFunction<Locale, RoomView, String> write) {
      this.snapshot = snapshot;
      this.fingerprint = fingerprint;
      this.write = write;
    }

    Snapshot snapshot() {
      return snapshot;
    }

    Fingerprint fingerprint() {
      return fingerprint;
    }

    private String json(Locale language, RoomView view) {
      return json.computeIfAbsent(
          new Written(language, view), key -> write.apply(key.language(), key.view()));
    }

    /** Returns the JSON with the time at which it is sent. */
    String json(Locale language, RoomView view, Instant time) {
      return "{\"server_time\":\"" + time + "\"," + json(language, view).substring(1);
    }

    boolean differsFrom(State other, RoomView view) {
      return this != other && !json(Locale.ENGLISH, view).equals(other.json(Locale.ENGLISH, view));
    }
  }
}
