package roomtone.brain.nowplaying;

import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import roomtone.brain.api.Caller.SignedIn;

/** One open stream of a room. */
final class Subscriber {

  private final MultiEmitter<? super Optional<String>> emitter;
  private final Locale language;
  private final Optional<SignedIn> caller;
  private volatile RoomView view;

  /**
   * Makes a subscriber.
   *
   * @param caller empty for a stream without a token
   * @param view what the caller sees at first; of a stream without a token always
   */
  Subscriber(
      MultiEmitter<? super Optional<String>> emitter,
      Locale language,
      Optional<SignedIn> caller,
      RoomView view) {
    this.emitter = emitter;
    this.language = language;
    this.caller = caller;
    this.view = view;
  }

  MultiEmitter<? super Optional<String>> emitter() {
    return emitter;
  }

  RoomView view() {
    return view;
  }

  /** Returns the listener whose token opened the stream. */
  Optional<UUID> listener() {
    return caller.map(SignedIn::id);
  }

  /** Returns whether the token that opened the stream has expired. */
  boolean isExpired(Instant now) {
    return caller.filter(signedIn -> !now.isBefore(signedIn.tokenEnd())).isPresent();
  }

  void send(LiveRoom.State state, Instant time) {
    emitter.emit(Optional.of(state.json(language, view, time)));
  }

  /** Changes what the subscriber sees, and sends the state as it is seen now. */
  void show(RoomView newView, LiveRoom.State state, Instant time) {
    if (view != newView) {
      view = newView;
      send(state, time);
    }
  }
}
