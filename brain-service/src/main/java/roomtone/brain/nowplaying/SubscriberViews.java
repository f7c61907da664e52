package roomtone.brain.nowplaying;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import roomtone.brain.nowplaying.PresentListeners.Presence;
import roomtone.brain.nowplaying.PresentListeners.Watcher;

/**
 * Lets open streams follow the listeners whose tokens opened them: a stream shows all entries while
 * its listener is in the room, and ends with the token and with the account.
 */
@ApplicationScoped
class SubscriberViews {

  private final PresentListeners listeners;
  private final Clock clock;

  SubscriberViews(PresentListeners listeners, Clock clock) {
    this.listeners = listeners;
    this.clock = clock;
  }

  /** Ends the streams whose token has expired. */
  void endExpired(Collection<LiveRoom> rooms) {
    Instant now = clock.instant();
    rooms.stream()
        .flatMap(LiveRoom::signedIn)
        .filter(subscriber -> subscriber.isExpired(now))
        .forEach(subscriber -> subscriber.emitter().complete());
  }

  /**
   * Asks once for all streams with a token whether their listener is in the room, and sends to each
   * for which that has changed what the listener sees now.
   *
   * @param rooms by the id of the player
   * @param now the database's time
   */
  void follow(Map<UUID, LiveRoom> rooms, Instant now) {
    List<Watcher> watchers =
        rooms.entrySet().stream()
            .flatMap(
                room ->
                    room.getValue()
                        .signedIn()
                        .map(subscriber -> watcher(subscriber, room.getKey())))
            .distinct()
            .toList();
    if (watchers.isEmpty()) {
      return;
    }
    Map<Watcher, Presence> presences =
        listeners.of(watchers).stream()
            .collect(
                Collectors.toMap(
                    found -> new Watcher(found.listener(), found.player()), found -> found));
    rooms.forEach(
        (player, room) ->
            room.signedIn()
                .forEach(
                    subscriber ->
                        follow(subscriber, presences.get(watcher(subscriber, player)), room, now)));
  }

  /**
   * Shows a subscriber what the listener sees.
   *
   * @param presence null when the stream began after the question
   */
  private static void follow(Subscriber subscriber, Presence presence, LiveRoom room, Instant now) {
    if (presence == null) {
      return;
    }
    if (presence.hasAccount()) {
      subscriber.show(presence.view(), room.state(), now);
    } else {
      subscriber.emitter().complete();
    }
  }

  private static Watcher watcher(Subscriber subscriber, UUID player) {
    return new Watcher(subscriber.listener().orElseThrow(), player);
  }
}
